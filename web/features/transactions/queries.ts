import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, type Answer, type Input } from '../../lib/api.ts'
import { timeZone } from '../../lib/format.ts'

/** What a history can be narrowed to. */
export type HistoryFilter = Pick<
  NonNullable<Input<'listTransactions'>['query']>,
  'kind' | 'status' | 'currency' | 'direction' | 'text' | 'min_amount' | 'max_amount' | 'from' | 'to'
>

export type TransactionDetail = Answer<'getTransaction'>
export type Trace = Answer<'getTransactionTrace'>
export type Diagnosis = Answer<'getTransactionDiagnosis'>

/** Asked again whenever the transaction has changed. */
export function traceQuery({ number, status, updated_at }: TransactionDetail) {
  return queryOptions({
    queryKey: ['transaction', number, 'trace', status, updated_at],
    queryFn: () => api('getTransactionTrace', { params: { number } }),
  })
}

export function diagnosisQuery({ number, status, updated_at }: TransactionDetail) {
  return queryOptions({
    queryKey: ['transaction', number, 'diagnosis', status, updated_at],
    queryFn: () => api('getTransactionDiagnosis', { params: { number } }),
  })
}

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
