import { queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'

export type Deposit = Answer<'getDeposit'>
export type DepositPreview = Answer<'previewDeposit'>
export type DepositOption = Answer<'listDepositOptions'>['data'][number]
export type DepositMethod = DepositOption['method']
export type PaymentMethod = Answer<'listPaymentMethods'>['data'][number]

/** What the customer pays by: a method, or one of their saved cards and wallets, which has a method. */
export type Way = { method: DepositMethod; saved: PaymentMethod | null }

/** A top-up as reviewed: exactly this is sent, under this key, however often it has to be asked for. */
export type ReviewedDeposit = { preview: DepositPreview; way: Way; key: string }

/** States in which nothing will happen any more. */
const settled: readonly Deposit['status'][] = ['succeeded', 'failed', 'canceled', 'expired', 'reversed']

export function isSettled(deposit: Deposit): boolean {
  return settled.includes(deposit.status)
}

/** Live events wake it; the interval is for those who have no live connection. */
export function depositQuery(id: string) {
  return queryOptions({
    queryKey: ['object', id],
    queryFn: () => api('getDeposit', { params: { deposit: id } }),
    refetchInterval: query => (query.state.data && isSettled(query.state.data) ? false : pollMs),
  })
}

const pollMs = 4_000

/** Everything the customer keeps to pay with and to withdraw to. */
export const savedMeansQuery = queryOptions({
  queryKey: ['payment_methods', 'all'],
  queryFn: () => api('listPaymentMethods', { query: {} }),
})

/** By which method a saved card or wallet is priced; a card whose issuer does not say is priced as a credit card. */
export function methodOf({ details }: PaymentMethod): DepositMethod | undefined {
  switch (details.kind) {
    case 'ewallet':
      return 'ewallet'
    case 'card':
      return details.funding === 'debit' || details.funding === 'prepaid' ? 'card_debit' : 'card_credit'
    case 'bank_account':
      return undefined
  }
}
