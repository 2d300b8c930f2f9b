import { queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'

export type Withdrawal = Answer<'getWithdrawal'>
export type WithdrawalPreview = Answer<'previewWithdrawal'>
export type PaymentMethod = Answer<'listPaymentMethods'>['data'][number]
export type NameCheck = Answer<'checkName'>

/** A payment method that is a bank account, which is all one can withdraw to. */
export type BankAccount = Omit<PaymentMethod, 'details'> & {
  details: Extract<PaymentMethod['details'], { kind: 'bank_account' }>
}

export const bankAccountsQuery = queryOptions({
  queryKey: ['payment_methods', 'bank_account'],
  queryFn: () => api('listPaymentMethods', { query: { kind: 'bank_account' } }),
})

export function usableAccounts(methods: readonly PaymentMethod[]): BankAccount[] {
  return methods.flatMap(method => {
    const { details } = method
    return details.kind === 'bank_account' && method.status === 'active' ? [{ ...method, details }] : []
  })
}

/** States in which nothing will happen any more; paid money may still come back, and a live event says so. */
const settled: readonly Withdrawal['status'][] = ['paid', 'failed', 'canceled', 'returned']

export function isSettled({ status }: Pick<Withdrawal, 'status'>): boolean {
  return settled.includes(status)
}

/** Whether the bank has it: from then on it can only be asked back. */
export function hasLeft({ timeline }: Withdrawal): boolean {
  return timeline.some(({ text }) => text === 'withdrawal_sent')
}

/** It has not left because the account is frozen or restricted: then its time is not one at which anything arrives. */
export function isHeld({ status, status_reason: reason }: Withdrawal): boolean {
  return status === 'pending' && reason === 'account_restricted'
}

/** Live events wake it; the interval is for those who have no live connection. */
export function withdrawalQuery(id: string) {
  return queryOptions({
    queryKey: ['object', id],
    queryFn: () => api('getWithdrawal', { params: { withdrawal: id } }),
    refetchInterval: query => (query.state.data && isSettled(query.state.data) ? false : pollMs),
  })
}

const pollMs = 10_000

/** An order as reviewed: exactly this is sent, under this key, however often it has to be asked for. */
export type ReviewedWithdrawal = { account: BankAccount; preview: WithdrawalPreview; key: string }
