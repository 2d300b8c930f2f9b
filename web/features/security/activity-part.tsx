import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Ref, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { wireMoneyOf } from './facts.ts'
import { formatTime, formatWhen } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { List, RowContent, rowClass } from '../../ui/list.tsx'
import { Amount } from '../../ui/money.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { useEventName } from './event-name.ts'
import { useDeviceName, usePlaceName } from './place.ts'
import { activityQuery, type Activity, type Security } from './queries.ts'

/** What happened since somebody was here last: the first thing that tells whether it was oneself. */
export function ActivityPart({ previous }: { previous: Security['previous_sign_in'] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [placeName, deviceName] = [usePlaceName(), useDeviceName()]
  const activity = useQuery(activityQuery)
  return (
    <section>
      <h2 className="text-lg font-semibold">{t('security.activity.title')}</h2>
      <p className="mt-0.5 text-sm text-muted">
        {previous
          ? t('security.activity.since', {
              at: formatTime(previous.at, language),
              place: placeName(previous.place),
              device: deviceName(previous.user_agent),
            })
          : t('security.activity.first')}
      </p>
      {previous ? (
        <div className="mt-3">
          {activity.data ? (
            <Shown data={activity.data.data} more={activity.data.more} />
          ) : activity.error ? (
            <ErrorState error={activity.error} onRetry={() => void activity.refetch()} />
          ) : (
            <SkeletonRows rows={2} />
          )}
        </div>
      ) : null}
    </section>
  )
}

function Shown({ data, more }: { data: Activity[]; more: boolean }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  // The button goes with the press, and the focus would go with it: it is taken to what the press brought.
  const firstOfRest = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (all) firstOfRest.current?.focus()
  }, [all])
  if (data.length === 0) return <p className="text-sm text-muted">{t('security.activity.none')}</p>
  const lines = newestOfEach(data)
  return (
    <>
      <List label={t('security.activity.title')}>
        {lines.slice(0, all ? undefined : shownAtFirst).map((activity, index) => (
          <Row
            key={`${activity.subject} ${activity.at} ${index}`}
            activity={activity}
            ref={index === shownAtFirst ? firstOfRest : undefined}
          />
        ))}
      </List>
      {lines.length > shownAtFirst && !all ? (
        <Button variant="secondary" block className="mt-3" onClick={() => setAll(true)}>
          {t('wallet.all')}
        </Button>
      ) : more ? (
        <p className="pt-2 text-sm text-muted">{t('security.activity.more')}</p>
      ) : null}
    </>
  )
}

/** Enough to see whether it was oneself; what can be done about it must not lie three screens below. */
const shownAtFirst = 5

/**
 * A transaction is one line, however many steps it took since; the list begins with what is newest. Money set aside for
 * one is a step of it, and no event of its own to whoever reads this.
 */
function newestOfEach(data: Activity[]): Activity[] {
  const seen = new Set<string>()
  return data.filter(({ type, number }) => {
    if (number === null) return !type.startsWith('hold.')
    const isNewest = !seen.has(number)
    seen.add(number)
    return isNewest
  })
}

function Row({ activity, ref }: { activity: Activity; ref: Ref<HTMLLIElement> | undefined }) {
  const language = useLanguage()
  const eventName = useEventName()
  const amount = wireMoneyOf(activity.facts['total'] ?? activity.facts['amount'])
  const other = activity.facts['counterparty_name']
  const content = (
    <RowContent
      title={eventName(activity.type)}
      detail={[formatWhen(activity.at, language), typeof other === 'string' ? other : '']
        .filter(Boolean)
        .join(' · ')}
      value={amount ? <Amount money={amount} /> : undefined}
    />
  )
  return (
    <li ref={ref} tabIndex={ref ? -1 : undefined} className="-outline-offset-2">
      {activity.number === null ? (
        <div className="flex min-h-16 items-center gap-3.5 px-4 py-2.5 sm:px-5">{content}</div>
      ) : (
        <Link to="/app/transactions/$number" params={{ number: activity.number }} className={rowClass}>
          {content}
        </Link>
      )}
    </li>
  )
}
