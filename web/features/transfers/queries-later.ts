import { queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'
import { queryClient } from '../../lib/queries.ts'

export type Invitation = Answer<'getInvitation'>
export type InvitationPreview = Answer<'previewInvitation'>
export type PaymentRequest = Answer<'getPaymentRequest'>
export type Bill = Answer<'getBill'>
export type ScheduledTransfer = Answer<'getScheduledTransfer'>
export type RefundPreview = Answer<'previewRefund'>

/** What waits for somebody or for a day; the first word of their keys is asked anew with every live event. */
export const invitationsQuery = (role: 'payer' | 'payee') =>
  queryOptions({
    queryKey: ['waiting', 'invitations', role],
    queryFn: () => api('listInvitations', { query: { role, limit: 50 } }),
  })

export const requestsQuery = (role: 'requester' | 'payer') =>
  queryOptions({
    queryKey: ['waiting', 'requests', role],
    queryFn: () => api('listPaymentRequests', { query: { role, limit: 50 } }),
  })

export const requestQuery = (request: string) =>
  queryOptions({
    queryKey: ['waiting', 'request', request],
    queryFn: () => api('getPaymentRequest', { params: { request } }),
  })

export const billsQuery = queryOptions({
  queryKey: ['waiting', 'bills'],
  queryFn: () => api('listBills', { query: { limit: 50 } }),
})

export const schedulesQuery = queryOptions({
  queryKey: ['waiting', 'schedules'],
  queryFn: () => api('listScheduledTransfers', { query: { limit: 50 } }),
})

/** After something was done: balances, histories and everything that waits. */
export function refreshMoney(): void {
  for (const key of ['wallet', 'transactions', 'transaction', 'limits', 'waiting'])
    void queryClient.invalidateQueries({ queryKey: [key] })
}
