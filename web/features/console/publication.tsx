import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CauseFields, useCause } from './cause-fields.tsx'
import { isoTime, localTime } from './local-time.ts'
import { Panel } from './panel.tsx'
import { scheduleQuery, type Schedule } from './schedule-queries.ts'
import type { Edit } from './schedule-page.tsx'

type Props = {
  schedule: Schedule
  edit: Edit
  onEdit: (edit: Edit) => void
  /** Whether what is on the screen is what the server has. */
  saved: boolean
  onDelete: () => void
  deleting: boolean
}

/** When it starts, what customers are told, and the second person. */
export function Publication({ schedule, edit, onEdit, saved, onDelete, deleting }: Props) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const [throwing, setThrowing] = useState(false)
  const missing = missingFor(schedule, edit)
  const mayEdit = schedule.actions.includes('edit')
  return (
    <Panel
      title={t('console.prices.publication')}
      aside={
        mayEdit ? (
          <span role="status" className="text-xs text-muted">
            {t(saved ? 'console.prices.saved' : 'console.prices.saving')}
          </span>
        ) : null
      }
    >
      <div className="flex flex-col gap-4 px-4 py-4">
        {mayEdit ? (
          <PublicationFields schedule={schedule} edit={edit} onEdit={onEdit} />
        ) : (
          <Told schedule={schedule} />
        )}
        {schedule.approval ? (
          <Link
            to="/console/approvals"
            search={{ approval: schedule.approval }}
            className={buttonClass({ variant: 'secondary' })}
          >
            {t('console.prices.toApproval')}
          </Link>
        ) : null}
        <div className="flex flex-wrap gap-2 empty:hidden">
          {schedule.actions.includes('request_publication') ? (
            <Button disabled={!saved || missing.length > 0} onClick={() => setAsking(true)}>
              {t('console.prices.request')}
            </Button>
          ) : null}
          {schedule.actions.includes('delete') ? (
            <Button variant="ghost" onClick={() => setThrowing(true)}>
              {t('console.prices.delete')}
            </Button>
          ) : null}
        </div>
        {schedule.actions.includes('request_publication') ? <Lacks missing={missing} /> : null}
      </div>
      {asking ? <RequestSheet schedule={schedule} onClose={() => setAsking(false)} /> : null}
      {throwing ? (
        <DeleteSheet deleting={deleting} onDelete={onDelete} onClose={() => setThrowing(false)} />
      ) : null}
    </Panel>
  )
}

type Missing = ReturnType<typeof missingFor>

function Lacks({ missing }: { missing: Missing }) {
  const { t } = useTranslation()
  if (missing.length === 0) return null
  return (
    <ul className="list-disc ps-5 text-sm text-muted">
      {missing.map(each => (
        <li key={each}>{t(`console.prices.missing.${each}`)}</li>
      ))}
    </ul>
  )
}

function DeleteSheet({
  deleting,
  onDelete,
  onClose,
}: Pick<Props, 'deleting' | 'onDelete'> & { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Sheet
      title={t('console.prices.deleteTitle')}
      description={t('console.prices.deleteText')}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" pending={deleting} onClick={onDelete}>
            {t('console.prices.delete')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    />
  )
}

/** What a draft still lacks before somebody may be asked to publish it; the server refuses the same. */
function missingFor(schedule: Schedule, edit: Edit) {
  const { starts_at: startsAt, change } = edit
  return [
    ...((edit.fee_rules ?? edit.limit_rules ?? edit.markup_rules)?.length === 0 ? (['rules'] as const) : []),
    ...(schedule.problems.length > 0 ? (['problems'] as const) : []),
    ...(schedule.outdated ? (['outdated'] as const) : []),
    ...(startsAt === null || startsAt < schedule.earliest_start ? (['start'] as const) : []),
    ...(change['zh-CN'].trim() === '' || change.en.trim() === '' ? (['change'] as const) : []),
  ]
}

function PublicationFields({ schedule, edit, onEdit }: Pick<Props, 'schedule' | 'edit' | 'onEdit'>) {
  const { t } = useTranslation()
  const language = useLanguage()
  const tooEarly = edit.starts_at !== null && edit.starts_at < schedule.earliest_start
  return (
    <>
      <Field
        label={t('console.prices.starts')}
        hint={t('console.prices.earliest', { time: formatTime(schedule.earliest_start, language) })}
        error={tooEarly ? t('console.prices.tooEarly') : undefined}
      >
        <Input
          type="datetime-local"
          value={localTime(edit.starts_at)}
          onChange={event => onEdit({ ...edit, starts_at: isoTime(event.target.value) })}
        />
      </Field>
      <Field label={t('console.prices.changeZh')} hint={t('console.prices.changeHint')}>
        <Textarea
          rows={2}
          lang="zh-CN"
          maxLength={200}
          value={edit.change['zh-CN']}
          onChange={event =>
            onEdit({ ...edit, change: { ...edit.change, 'zh-CN': oneLine(event.target.value) } })
          }
        />
      </Field>
      <Field label={t('console.prices.changeEn')}>
        <Textarea
          rows={2}
          lang="en"
          maxLength={200}
          value={edit.change.en}
          onChange={event => onEdit({ ...edit, change: { ...edit.change, en: oneLine(event.target.value) } })}
        />
      </Field>
    </>
  )
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ')
}

function Told({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { starts_at: startsAt, change, announced_at: announcedAt, created_by: by, created_at: at } = schedule
  return (
    <Facts
      lines={[
        ...(by
          ? [
              {
                label: t('console.prices.draftedBy'),
                value: <span className="wrap-anywhere">{by.name}</span>,
                ...(at ? { detail: formatTime(at, language) } : {}),
              },
            ]
          : []),
        ...(startsAt ? [{ label: t('console.prices.starts'), value: formatTime(startsAt, language) }] : []),
        ...(change
          ? [
              {
                label: t('console.prices.changeZh'),
                value: <span lang="zh-CN">{change['zh-CN'] || '–'}</span>,
              },
              { label: t('console.prices.changeEn'), value: <span lang="en">{change.en || '–'}</span> },
            ]
          : []),
        ...(schedule.version !== null && schedule.created_by
          ? [
              {
                label: t('console.prices.announced'),
                value: announcedAt ? formatTime(announcedAt, language) : t('console.prices.announcing'),
              },
            ]
          : []),
      ]}
    />
  )
}

function RequestSheet({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const { t } = useTranslation()
  const cause = useCause()
  const request = useMutation({
    mutationFn: (why: NonNullable<ReturnType<typeof cause.read>>) =>
      staffApi('requestApproval', {
        body: { action: { kind: 'publish_schedule', schedule: schedule.id }, ...why },
      }),
    async onSuccess() {
      await Promise.all([
        queryClient.invalidateQueries(scheduleQuery(schedule.id)),
        queryClient.invalidateQueries({ queryKey: ['staff', 'schedules'] }),
        queryClient.invalidateQueries({ queryKey: ['staff', 'approvals'] }),
      ])
      showToast({ text: t('console.prices.requested') })
      onClose()
    },
  })
  function submit() {
    const why = cause.read()
    if (why) request.mutate(why)
  }
  return (
    <Sheet
      title={t('console.prices.request')}
      onClose={onClose}
      footer={
        <>
          <Button pending={request.isPending} onClick={submit}>
            {t('console.prices.request')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      <Alert className="mb-4">{t('console.prices.requestText')}</Alert>
      <CauseFields cause={cause} />
      {request.error ? <ErrorState error={request.error} className="mt-4" /> : null}
    </Sheet>
  )
}
