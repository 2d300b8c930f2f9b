import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query'
import { api, type Answer } from '../../lib/api.ts'
import { currentLanguage } from '../../lib/i18n.ts'

type Page = Answer<'listNotifications'>
export type Notification = Page['data'][number]
export type Preferences = Answer<'listNotificationPreferences'>
export type Preference = Preferences['data'][number]

export const unreadQuery = queryOptions({
  queryKey: ['notifications', 'unread'],
  queryFn: () => api('countUnread', {}),
})

/** The server writes the words, so each language is a question of its own. */
export function feedQuery() {
  return infiniteQueryOptions({
    queryKey: ['notifications', 'feed', currentLanguage()],
    queryFn: ({ pageParam }) =>
      api('listNotifications', { query: { limit: 25, ...(pageParam ? { cursor: pageParam } : {}) } }),
    initialPageParam: '',
    getNextPageParam: page => page.next_cursor ?? undefined,
  })
}

export const preferencesQuery = queryOptions({
  queryKey: ['notifications', 'preferences'],
  queryFn: () => api('listNotificationPreferences', {}),
})

export function rowsOf(data: InfiniteData<Page> | undefined): Notification[] | undefined {
  return data?.pages.flatMap(page => page.data)
}
