import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'

export type Statement = Answer<'listStatements'>['data'][number]
export type HistoryExport = Answer<'listExports'>['data'][number]

/** Asked for again while something is being made; whoever leaves is told by a notice. */
export const askAgainMs = 1_500

export const statementsQuery = infiniteQueryOptions({
  queryKey: ['statements'],
  queryFn: ({ pageParam }) =>
    api('listStatements', { query: { limit: 24, ...(pageParam ? { cursor: pageParam } : {}) } }),
  initialPageParam: '',
  getNextPageParam: page => page.next_cursor ?? undefined,
})

export const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: () => api('listExports', { query: { limit: 5 } }),
})

export function isBeingMade({ status }: HistoryExport): boolean {
  return status === 'pending' || status === 'running'
}
