import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'

export type Security = Answer<'getSecurity'>
export type Restriction = Answer<'listRestrictions'>['data'][number]
export type SignIn = Answer<'listSignIns'>['data'][number]
export type Activity = Answer<'listActivity'>['data'][number]
export type Session = Answer<'listSessions'>['data'][number]
export type Device = Answer<'listDevices'>['data'][number]
export type Protected = Answer<'reportNotMe'>
export type Channel = Answer<'listOfficialChannels'>['data'][number]
export type Verdict = Answer<'checkChannel'>

/** What the last "this was not me" in this browser did, for the page that follows it. */
export const notMeKey = ['not-me'] as const

export const securityQuery = queryOptions({
  queryKey: ['security', 'overview'],
  queryFn: () => api('getSecurity', {}),
  // Nothing tells when a waiting time is over: the server is asked, whose clock counts.
  refetchInterval: query => (query.state.data?.freeze?.liftable === false ? 30_000 : false),
})

export const activityQuery = queryOptions({
  queryKey: ['security', 'activity'],
  queryFn: () => api('listActivity', {}),
})

export const restrictionsQuery = queryOptions({
  queryKey: ['security', 'restrictions'],
  queryFn: () => api('listRestrictions', {}),
  staleTime: 60_000,
})

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => api('listSessions', {}),
})

export const devicesQuery = queryOptions({
  queryKey: ['security', 'devices'],
  queryFn: () => api('listDevices', {}),
})

export const signInsQuery = infiniteQueryOptions({
  queryKey: ['security', 'sign-ins'],
  queryFn: ({ pageParam }) =>
    api('listSignIns', { query: { limit: 25, ...(pageParam === null ? {} : { cursor: pageParam }) } }),
  initialPageParam: null as string | null,
  getNextPageParam: page => page.next_cursor,
})

export const lessonsQuery = queryOptions({
  queryKey: ['security', 'lessons'],
  queryFn: () => api('listLessons', {}),
})

export const channelsQuery = queryOptions({
  queryKey: ['meta', 'official-channels'],
  queryFn: () => api('listOfficialChannels', {}),
  staleTime: Infinity,
})
