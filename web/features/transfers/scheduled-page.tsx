import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarClock, CalendarPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatDate, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { pressed } from '../../lib/order.ts'
import { Alert } from '../../ui/alert.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card, EmptyState, Narrow, PageHeader } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { refreshMoney, schedulesQuery, type ScheduledTransfer } from './queries-later.ts'

/** Transfers that come later or again: what is next, what became of the last, and how to stop them. */
export function ScheduledPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(schedulesQuery)
  return (
    <Narrow>
      <PageHeader
        title={t('later.scheduled')}
        back="/app/send"
        action={
          <Link to="/app/scheduled/new" className={buttonClass({})}>
            <CalendarPlus aria-hidden className="size-4.5" />
            {t('later.newScheduleShort')}
          </Link>
        }
      />
      {data && data.data.length > 0 ? (
        <div className="flex flex-col gap-4">
          {data.data.map(schedule => (
            <ScheduleCard key={schedule.id} schedule={schedule} />
          ))}
        </div>
      ) : (
        <div className="rounded-xl bg-surface shadow-card">
          {data ? (
            <EmptyState icon={<CalendarClock />} title={t('later.noSchedules')}>
              {t('later.noSchedulesText')}
            </EmptyState>
          ) : error ? (
            <ErrorState error={error} onRetry={() => void refetch()} />
          ) : (
            <SkeletonRows rows={3} />
          )}
        </div>
      )}
    </Narrow>
  )
}

const tones = { active: 'ok', paused: 'warn', completed: 'neutral', canceled: 'neutral' } as const

function ScheduleCard({ schedule }: { schedule: ScheduledTransfer }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { recipient, amount, rhythm, status, next_runs, retry_at, note, runs } = schedule
  const [next, ...later] = next_runs
  const last = runs[0]
  return (
    <Card className="flex flex-col gap-4" label={recipient.name}>
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-lg font-semibold wrap-anywhere">
            <bdi>{recipient.name}</bdi>
          </h2>
          <p className="text-sm text-muted">
            <Amount money={amount} /> · {t(`later.rhythm.${rhythm}`)}
          </p>
        </div>
        <span className="shrink-0">
          <Badge tone={tones[status]}>{t(`later.scheduleStatus.${status}`)}</Badge>
        </span>
      </div>
      {retry_at ? (
        <Alert tone="warn" title={t('later.retry', { time: formatTime(retry_at, language) })}>
          {t('later.retryText')}
        </Alert>
      ) : null}
      <Facts
        className="border-t border-line"
        lines={[
          ...(next ? [{ label: t('later.next'), value: formatDate(next.at, language), strong: true }] : []),
          ...(later.length > 0
            ? [
                {
                  label: t('later.then'),
                  value: later.map(({ at }) => formatDate(at, language)).join(' · '),
                },
              ]
            : []),
          ...(note ? [{ label: t('transfers.note'), value: <bdi className="break-words">{note}</bdi> }] : []),
          ...(last ? [{ label: t('later.lastRun'), value: <LastRun run={last} /> }] : []),
        ]}
      />
      <ScheduleActions schedule={schedule} />
    </Card>
  )
}

function LastRun({ run }: { run: ScheduledTransfer['runs'][number] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const text = `${formatDate(run.at, language)} · ${
    run.result === 'done'
      ? t('later.runDone')
      : t('later.runSkipped', { reason: t(`reasons.${run.reason}`, { defaultValue: t('reasons.other') }) })
  }`
  return run.transfer_number ? (
    <Link
      to="/app/transactions/$number"
      params={{ number: run.transfer_number }}
      className="underline underline-offset-4"
    >
      {text}
    </Link>
  ) : (
    text
  )
}

function ScheduleActions({ schedule }: { schedule: ScheduledTransfer }) {
  const { t } = useTranslation()
  const params = { schedule: schedule.id }
  const act = useMutation({
    mutationFn: (move: 'pause' | 'resume' | 'cancel') =>
      pressed([move, params], key => {
        switch (move) {
          case 'pause':
            return api('pauseScheduledTransfer', { params, key })
          case 'resume':
            return api('resumeScheduledTransfer', { params, key })
          case 'cancel':
            return api('cancelScheduledTransfer', { params, key })
        }
      }),
    onSettled: refreshMoney,
  })
  const [asked, setAsked] = useState(false)
  if (schedule.actions.length === 0) return null
  return (
    <div className="flex flex-col gap-2">
      {act.error ? <ErrorState error={act.error} /> : null}
      <div className="grid grid-cols-2 gap-2">
        {schedule.actions.map(move => (
          <Button
            key={move}
            variant={move === 'cancel' ? 'ghost' : 'secondary'}
            pending={act.isPending && act.variables === move}
            disabled={act.isPending}
            onClick={() => (move === 'cancel' ? setAsked(true) : act.mutate(move))}
          >
            {t(`later.scheduleAction.${move}`)}
          </Button>
        ))}
      </div>
      {asked ? (
        <CancelSheet
          onClose={() => setAsked(false)}
          onCancel={() => {
            setAsked(false)
            act.mutate('cancel')
          }}
        />
      ) : null}
    </div>
  )
}

/** There is no way back from it, and its button stands beside the one that only pauses. */
function CancelSheet({ onClose, onCancel }: { onClose: () => void; onCancel: () => void }) {
  const { t } = useTranslation()
  return (
    <Sheet
      title={t('later.cancelTitle')}
      description={t('later.cancelText')}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" block onClick={onCancel}>
            {t('later.cancelYes')}
          </Button>
          <Button variant="secondary" block onClick={onClose}>
            {t('later.cancelNo')}
          </Button>
        </>
      }
    />
  )
}
