import { ArrowRight, MapPin } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { evidenceText } from '../../lib/evidence.ts'
import { formatExactTime, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import type { StaffAnswer } from '../../lib/staff-api.ts'
import { cn } from '../../ui/cn.ts'
import { Amount } from '../../ui/money.tsx'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'

type Trace = StaffAnswer<'getCustomerTransactionTrace'>
type Step = Trace['steps'][number]

/** Where the money is by the ledger, and who has the next word until when. */
export function MoneyNow({ trace: { money, next } }: { trace: Trace }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="flex flex-col gap-2 text-sm">
      {money.length === 0 ? <p className="text-muted">{t('console.trace.nowhere')}</p> : null}
      <ul className="flex flex-col gap-2 empty:hidden">
        {money.map(({ place, amount }) => (
          <li key={`${place} ${amount.currency}`} className="flex items-center gap-2.5">
            <MapPin aria-hidden className="size-4 shrink-0 text-brand-text" />
            <span className="min-w-0 flex-1">{t(`console.trace.place.${place}`)}</span>
            <Amount money={amount} className="font-semibold" />
          </li>
        ))}
      </ul>
      <p className={cn(next?.overdue ? 'font-medium text-bad' : 'text-muted')}>
        {next
          ? t(`console.trace.next.${next.text}`, {
              who: t(`console.trace.who.${next.who}`),
              defaultValue: t('console.trace.next.finish'),
            })
          : t('console.trace.next.none')}
        {next?.at ? (
          <span className="block">
            {t(next.overdue ? 'console.trace.wasDue' : 'console.trace.due', {
              time: formatTime(next.at, language),
            })}
          </span>
        ) : null}
      </p>
    </div>
  )
}

/** Every step with what proves it. Where the customer is told "you", staff are told "the customer". */
export function TraceSteps({ trace }: { trace: Trace }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const items = trace.steps.map((step, index): TimelineItem => ({
    key: String(index),
    title: t(`console.trace.step.${step.text}`, {
      defaultValue: t(`timeline.${step.text}`, { defaultValue: t('timeline.other') }),
    }),
    at: formatExactTime(step.at, language),
    detail: <StepDetail step={step} />,
    kind: step.reason === null ? 'done' : 'failed',
  }))
  return <Timeline label={t('console.trace.steps')} items={items} />
}

function StepDetail({ step: { reason, postings, entries, evidence } }: { step: Step }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="flex flex-col gap-1">
      {reason ? <p>{t(`reasons.${reason}`, { defaultValue: reason })}</p> : null}
      {postings.map((posting, index) => (
        <p key={index} className="flex flex-wrap items-center gap-x-1.5">
          <span>{t(`console.trace.place.${posting.from}`)}</span>
          <ArrowRight aria-hidden className="size-3.5 rtl:rotate-180" />
          <span>{t(`console.trace.place.${posting.to}`)}</span>
          <Amount money={posting.amount} className="ms-auto" />
        </p>
      ))}
      {entries.map(entry => (
        <p key={`${entry.balance_after.currency} ${entry.sequence}`} className="flex flex-wrap gap-x-1.5">
          <span>{t('console.trace.entry', { sequence: entry.sequence })}</span>
          <span className="ms-auto">
            {t('console.trace.balanceAfter')} <Amount money={entry.balance_after} />
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
