import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell as BellIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { maxUnreadShown, unreadText } from './unread.ts'
import { unreadQuery } from './queries.ts'

/** The way to what is new, and how much of it there is. */
export function Bell() {
  const { t } = useTranslation()
  const { data } = useQuery(unreadQuery)
  const unread = data?.unread ?? 0
  return (
    <Link
      to="/app/notifications"
      aria-label={
        unread === 0
          ? t('bell.none')
          : unread > maxUnreadShown
            ? t('bell.many', { count: maxUnreadShown })
            : t('bell.unread', { count: unread })
      }
      className="relative grid size-11 place-items-center rounded-lg text-muted hover:bg-current/8 hover:text-ink data-[status=active]:text-brand-text"
    >
      <BellIcon aria-hidden className="size-5" />
      {unread > 0 ? (
        <span
          aria-hidden
          className="absolute end-0.5 top-0.5 grid h-5 min-w-5 place-items-center rounded-full bg-bad px-1 text-[0.6875rem] leading-none font-bold text-surface tabular-nums"
        >
          {unreadText(unread)}
        </span>
      ) : null}
    </Link>
  )
}
