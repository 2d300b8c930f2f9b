import { queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'

export type Changes = Answer<'getPersonalChanges'>

/** What about one's own data is under way. */
export const changesQuery = queryOptions({
  queryKey: ['personal-changes'],
  queryFn: () => api('getPersonalChanges', {}),
})

export const obstaclesQuery = queryOptions({
  queryKey: ['closing-obstacles'],
  queryFn: () => api('getClosingObstacles', {}),
  staleTime: 0,
})
