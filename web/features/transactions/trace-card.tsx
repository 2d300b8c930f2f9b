import { useQuery } from '@tanstack/react-query'
import { ArrowRight, ChevronDown, MapPin } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { evidenceText } from '../../lib/evidence.ts'
import { formatExactTime, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { traceQuery, type Trace, type TransactionDetail } from './queries.ts'

type Step = Trace['steps'][number]

/** Where the money is by the ledger, what comes next, and on demand every step with what proves it. */
export function TraceCard({ transaction }: { transaction: TransactionDetail }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const { data, error, refetch } = useQuery(traceQuery(transaction))
  return (
    <Card className="flex flex-col gap-4">
      <h2 className="text-lg font-semibold">{t('trace.title')}</h2>
      {!data && error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={2} /> : null}
      {data ? (
        <>
          <Places trace={data} />
          <Next trace={data} />
          <Button
            variant="secondary"
            block
            aria-expanded={open}
            className="no-print"
            onClick={() => setOpen(!open)}
          >
            <ChevronDown aria-hidden className={cn('size-4.5', open && 'rotate-180')} />
            {t(open ? 'trace.hide' : 'trace.show', { count: data.steps.length })}
          </Button>
          {open ? <Steps trace={data} /> : null}
        </>
      ) : null}
    </Card>
  )
}

function Places({ trace: { money } }: { trace: Trace }) {
  const { t } = useTranslation()
  if (money.length === 0) return <p className="text-muted">{t('trace.nowhere')}</p>
  return (
    <ul className="flex flex-col gap-2">
      {money.map(({ place, amount }) => (
        <li key={`${place} ${amount.currency}`} className="flex items-center gap-3">
          <MapPin aria-hidden className="size-4.5 shrink-0 text-brand-text" />
          <span className="min-w-0 flex-1">{t(`trace.place.${place}`)}</span>
          <Amount money={amount} className="font-semibold" />
        </li>
      ))}
    </ul>
  )
}

function Next({ trace: { next } }: { trace: Trace }) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (!next) return <p className="text-sm text-muted">{t('trace.next.none')}</p>
  return (
    <p className={cn('text-sm', next.overdue ? 'font-medium text-bad' : 'text-muted')}>
      {t(`trace.next.${next.text}`, {
        who: t(`trace.who.${next.who}`),
        defaultValue: t('trace.next.finish'),
      })}
      {next.at ? (
        <span className="block">
          {t(next.overdue ? 'trace.wasDue' : 'trace.due', { time: formatTime(next.at, language) })}
        </span>
      ) : null}
    </p>
  )
}

function Steps({ trace }: { trace: Trace }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const items = trace.steps.map((step, index): TimelineItem => ({
    key: String(index),
    title: t(`timeline.${step.text}`, { defaultValue: t('timeline.other') }),
    at: formatExactTime(step.at, language),
    detail: <StepDetail step={step} />,
    kind: step.reason === null ? 'done' : 'failed',
  }))
  return <Timeline label={t('trace.steps')} items={items} />
}

function StepDetail({ step: { reason, postings, entries, evidence } }: { step: Step }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="flex flex-col gap-1">
      {reason ? <p>{t(`reasons.${reason}`, { defaultValue: reason })}</p> : null}
      {postings.map((posting, index) => (
        <p key={index} className="flex flex-wrap items-center gap-x-1.5">
          <span>{t(`trace.place.${posting.from}`)}</span>
          <ArrowRight aria-hidden className="size-3.5 rtl:rotate-180" />
          <span>{t(`trace.place.${posting.to}`)}</span>
          <Amount money={posting.amount} className="ms-auto" />
        </p>
      ))}
      {entries.map(entry => (
        <p key={`${entry.balance_after.currency} ${entry.sequence}`} className="flex flex-wrap gap-x-1.5">
          <span>{t('trace.entry', { sequence: entry.sequence })}</span>
          <span className="ms-auto">
            {t('trace.balanceAfter')} <Amount money={entry.balance_after} />
          </span>
        </p>
      ))}
      {evidence.map(({ kind, reference }) => (
        <p key={`${kind} ${reference}`} className="text-xs">
          {t(`evidence.${kind}`, { defaultValue: kind })}{' '}
          <span className="font-mono wrap-anywhere">{evidenceText({ kind, reference }, language)}</span>
        </p>
      ))}
    </div>
  )
}
