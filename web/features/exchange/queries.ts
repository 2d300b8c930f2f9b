import { queryOptions } from '@tanstack/react-query'
import type { Currency } from '../../../contract/money.ts'
import { api, type Answer } from '../../lib/api.ts'

export type Quote = Answer<'createQuote'>
export type Conversion = Answer<'createConversion'>

export const rateHistoryQuery = (from: Currency, to: Currency) =>
  queryOptions({
    queryKey: ['rate-history', from, to],
    queryFn: () => api('getRateHistory', { query: { from, to, days: 90 } }),
    staleTime: 60 * 60_000,
    enabled: from !== to,
  })

export const rateAlertsQuery = queryOptions({
  queryKey: ['rate-alerts'],
  queryFn: () => api('listRateAlerts', {}),
})
