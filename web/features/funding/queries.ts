import { queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'

export type Deposit = Answer<'getDeposit'>
export type DepositPreview = Answer<'previewDeposit'>

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
