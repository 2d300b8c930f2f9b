import { Link } from '@tanstack/react-router'
import {
  ArrowDownLeft,
  ArrowUpRight,
  ChevronRight,
  Info,
  ScrollText,
  ShieldAlert,
  ShieldCheck,
  type LucideIcon,
} from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatClock } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { cn } from '../../ui/cn.ts'
import type { Notification } from './queries.ts'

const looks: Record<Notification['kind'], { Icon: LucideIcon; look: string }> = {
  security_alerts: { Icon: ShieldAlert, look: 'bg-warn-soft text-warn' },
  security_changes: { Icon: ShieldCheck, look: 'bg-brand-soft text-brand-text' },
  money_out: { Icon: ArrowUpRight, look: 'bg-sunken text-muted' },
  money_in: { Icon: ArrowDownLeft, look: 'bg-ok-soft text-ok' },
  terms: { Icon: ScrollText, look: 'bg-info-soft text-info' },
  account: { Icon: Info, look: 'bg-info-soft text-info' },
}

const rowClass = 'flex w-full items-start gap-3.5 px-4 py-4 text-start sm:px-5'

/** Of these somebody may say that it was not them. */
const alarming: readonly Notification['kind'][] = ['security_alerts', 'security_changes', 'money_out']

/** One thing a customer was told, and for alerts the way to say that it was somebody else. */
export function NotificationRow({ notification, fresh }: { notification: Notification; fresh: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      <Told notification={notification} fresh={fresh} />
      {alarming.includes(notification.kind) ? (
        <p className="-mt-3 flex ps-[4.375rem] pe-5 pb-2 sm:ps-[4.625rem]">
          <Link
            to="/app/security"
            search={{ ask: 'not_me' }}
            aria-label={`${t('security.notMe.action')}: ${notification.title}`}
            className="inline-flex min-h-11 items-center text-sm font-medium text-muted underline underline-offset-2 hover:text-ink"
          >
            {t('security.notMe.action')}
          </Link>
        </p>
      ) : null}
    </>
  )
}

/** Leads to where more can be seen and done about it. */
function Told({ notification, fresh }: { notification: Notification; fresh: boolean }) {
  const content = <Content notification={notification} fresh={fresh} />
  const more = <ChevronRight aria-hidden className="mt-2.5 size-4.5 shrink-0 text-muted rtl:rotate-180" />
  const target = targetOf(notification.link)
  const look = cn(rowClass, 'transition-colors hover:bg-sunken/60')
  if (target === undefined) return <div className={rowClass}>{content}</div>
  if ('number' in target)
    return (
      <Link to="/app/transactions/$number" params={target} className={look}>
        {content}
        {more}
      </Link>
    )
  return (
    <Link to={target.to} className={look}>
      {content}
      {more}
    </Link>
  )
}

const pages = ['/app', '/app/security', '/app/profile'] as const

/** The page of ours behind a path; a server newer than this page may name one it does not know. */
function targetOf(link: string | null): { number: string } | { to: (typeof pages)[number] } | undefined {
  const number = /^\/app\/transactions\/(\d+)$/.exec(link ?? '')?.[1]
  if (number !== undefined) return { number }
  const to = pages.find(page => page === link)
  return to && { to }
}

function Content({ notification, fresh }: { notification: Notification; fresh: boolean }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { Icon, look } = looks[notification.kind]
  return (
    <>
      <span
        aria-hidden
        className={cn('relative grid size-10 shrink-0 place-items-center rounded-full', look)}
      >
        <Icon className="size-4.5" />
        {fresh ? (
          <span className="absolute -end-0.5 -top-0.5 size-3 rounded-full border-2 border-surface bg-bad" />
        ) : null}
      </span>
      <span className="min-w-0 flex-1">
        {/* Under each other on a phone: at the end of the line some would fit and some would not. */}
        <span className="block items-baseline justify-between gap-x-4 sm:flex">
          <span className={cn('block min-w-0 wrap-anywhere', fresh ? 'font-bold' : 'font-semibold')}>
            {fresh ? <span className="sr-only">{t('notifications.new')} </span> : null}
            {notification.title}
          </span>
          <time
            dateTime={notification.occurred_at}
            className="block shrink-0 text-xs text-muted tabular-nums"
          >
            {formatClock(notification.occurred_at, language)}
          </time>
        </span>
        <span className="mt-0.5 block text-sm text-muted">{notification.text}</span>
        <FactLines facts={notification.facts} />
      </span>
    </>
  )
}

function FactLines({ facts }: Pick<Notification, 'facts'>) {
  if (facts.length === 0) return null
  return (
    <span className="mt-2 flex flex-wrap gap-x-4 gap-y-0.5 text-sm">
      {facts.map(({ label, value }) => (
        <span key={label} className="min-w-0 wrap-anywhere">
          <span className="text-muted">{label}</span> <bdi className="font-medium">{value}</bdi>
        </span>
      ))}
    </span>
  )
}
