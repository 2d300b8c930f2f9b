import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, type Answer, type Input } from '../../lib/api.ts'
import { timeZone } from '../../lib/format.ts'

/** What a history can be narrowed to. */
export type HistoryFilter = Pick<
  NonNullable<Input<'listTransactions'>['query']>,
  'kind' | 'status' | 'currency' | 'direction' | 'from' | 'to'
>

export type TransactionDetail = Answer<'getTransaction'>

export function historyQuery(filter: HistoryFilter) {
  return infiniteQueryOptions({
    queryKey: ['transactions', filter],
    queryFn: ({ pageParam }) =>
      api('listTransactions', {
        query: { ...filter, time_zone: timeZone(), limit: 25, ...(pageParam ? { cursor: pageParam } : {}) },
      }),
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? undefined,
  })
}

export function transactionQuery(number: string) {
  return queryOptions({
    queryKey: ['transaction', number],
    queryFn: () => api('getTransaction', { params: { number } }),
  })
}
