import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellOff, Settings } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatDay, localDay } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { useToday } from '../../lib/today.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { EmptyState, PageHeader } from '../../ui/layout.tsx'
import { List } from '../../ui/list.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { NotificationRow } from './notification-row.tsx'
import { feedQuery, rowsOf, unreadQuery, type Notification } from './queries.ts'

/** What the customer was told, newest first; having seen it is enough for it to count as read. */
export function NotificationsPage() {
  const { t } = useTranslation()
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title={t('notifications.title')}
        action={
          <Link
            to="/app/notifications/settings"
            className={buttonClass({ variant: 'secondary', size: 'sm' })}
          >
            <Settings aria-hidden className="size-4" />
            {t('notifications.settings')}
          </Link>
        }
      />
      <Feed />
    </div>
  )
}

function Feed() {
  const { t } = useTranslation()
  useLanguage()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(feedQuery())
  const rows = rowsOf(data)
  const isFresh = useFresh(rows)
  if (!rows && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!rows)
    return (
      <div className="rounded-xl bg-surface shadow-card">
        <SkeletonRows rows={6} />
      </div>
    )
  if (rows.length === 0)
    return (
      <div className="rounded-xl bg-surface shadow-card">
        <EmptyState icon={<BellOff />} title={t('notifications.noneTitle')}>
          {t('notifications.none')}
        </EmptyState>
      </div>
    )
  return (
    <>
      <Days rows={rows} isFresh={isFresh} />
      {error ? <ErrorState error={error} onRetry={() => void fetchNextPage()} /> : null}
      {hasNextPage ? (
        <div className="flex justify-center">
          <Button variant="ghost" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('notifications.more')}
          </Button>
        </div>
      ) : null}
    </>
  )
}

function Days({ rows, isFresh }: { rows: readonly Notification[]; isFresh: (id: string) => boolean }) {
  const language = useLanguage()
  const today = useToday()
  const days = Map.groupBy(rows, ({ occurred_at }) => localDay(new Date(occurred_at)))
  return Array.from(days, ([day, ofDay]) => (
    <section key={day} className="pb-6">
      <h2 className="pb-2 text-sm font-semibold text-muted">{formatDay(day, today, language)}</h2>
      <List>
        {ofDay.map(notification => (
          <li key={notification.id}>
            <NotificationRow notification={notification} fresh={isFresh(notification.id)} />
          </li>
        ))}
      </List>
    </section>
  ))
}

/**
 * Marks everything shown as read, and remembers until the page is left what was new when it came: otherwise the marks
 * would be gone before anybody saw them.
 */
function useFresh(rows: readonly Notification[] | undefined): (id: string) => boolean {
  const [fresh] = useState(() => new Set<string>())
  for (const { id, read } of rows ?? []) if (!read) fresh.add(id)
  const newest = rows?.[0]
  const { mutate } = useMutation({
    mutationFn: (upTo: string) => api('readNotifications', { body: { up_to: upTo } }),
    onSuccess: answer => queryClient.setQueryData(unreadQuery.queryKey, answer),
  })
  const upTo = newest && !newest.read ? newest.id : undefined
  useEffect(() => {
    if (upTo !== undefined && document.visibilityState === 'visible') mutate(upTo)
  }, [upTo, mutate])
  return id => fresh.has(id)
}
