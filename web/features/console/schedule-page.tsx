import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { codeOf } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { staffApi, type StaffInput } from '../../lib/staff-api.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { FeeRules } from './fee-rules.tsx'
import { LimitRules } from './limit-rules.tsx'
import { MarkupRules } from './markup-rules.tsx'
import { Publication } from './publication.tsx'
import { Replay } from './replay.tsx'
import { scheduleQuery, schedulesQuery, type Problem, type Schedule } from './schedule-queries.ts'
import { ScheduleBadge, useScheduleName } from './schedules-page.tsx'

const page = getRouteApi('/console/console/prices/$schedule')

export function SchedulePage() {
  const { schedule: id } = page.useParams()
  const { data, error, refetch } = useQuery(scheduleQuery(id))
  const [loads, setLoads] = useState(0)
  /** What is on the screen makes way for what the server has. */
  async function reload() {
    await refetch()
    setLoads(loads + 1)
  }
  if (!data)
    return error ? (
      <ErrorState error={error} onRetry={() => void refetch()} />
    ) : (
      <Card flush>
        <SkeletonRows rows={6} />
      </Card>
    )
  return <Editor key={`${data.id} ${loads}`} schedule={data} onReload={() => void reload()} />
}

export type Edit = Pick<Schedule, 'fee_rules' | 'limit_rules' | 'markup_rules' | 'starts_at' | 'based_on'> & {
  change: { en: string; 'zh-CN': string }
}

function editOf(schedule: Schedule): Edit {
  const { fee_rules, limit_rules, markup_rules, starts_at, based_on, change } = schedule
  return {
    fee_rules,
    limit_rules,
    markup_rules,
    starts_at,
    based_on,
    change: change ?? { en: '', 'zh-CN': '' },
  }
}

/** How long after the last keystroke a draft is saved; the answer says what is wrong with it. */
const saveAfterMs = 700

/** A draft is saved as it is edited; what is published is shown the same way and cannot be touched. */
function Editor({ schedule, onReload }: { schedule: Schedule; onReload: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const navigate = page.useNavigate()
  const nameOf = useScheduleName()
  const { edit, change, save, isSaved } = useSavedEdit(schedule)
  const before = useVersion(schedule.kind, edit.based_on)
  const mayEdit = schedule.actions.includes('edit')
  const remove = useMutation({
    mutationFn: () => staffApi('deleteSchedule', { params: { schedule: schedule.id } }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['staff', 'schedules'] })
      await navigate({ to: '/console/prices', search: { kind: schedule.kind } })
    },
  })
  const shared = { editable: mayEdit, problems: schedule.problems }
  return (
    <>
      <PageHeader
        title={`${t(`console.prices.kind.${schedule.kind}`)} · ${nameOf(schedule.version)}`}
        back="/console/prices"
        action={<ScheduleBadge status={schedule.status} />}
        {...(schedule.starts_at && schedule.version !== null
          ? { intro: t('console.prices.startsAt', { time: formatTime(schedule.starts_at, language) }) }
          : {})}
      />
      <div className="flex flex-col gap-4 pb-5 empty:hidden">
        <Warnings schedule={schedule} onRebase={() => change({ ...edit, based_on: schedule.in_force })} />
        {save.error ? <SaveError error={save.error} onReload={onReload} /> : null}
        {remove.error ? <ErrorState error={remove.error} /> : null}
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex flex-col gap-6">
          <Rules {...shared} edit={edit} before={before} onEdit={change} />
          <Replay schedule={schedule} ready={isSaved && schedule.problems.length === 0} />
        </div>
        <Publication
          schedule={schedule}
          edit={edit}
          onEdit={change}
          saved={isSaved}
          onDelete={() => remove.mutate()}
          deleting={remove.isPending}
        />
      </div>
    </>
  )
}

type RulesProps = {
  edit: Edit
  onEdit: (edit: Edit) => void
  editable: boolean
  problems: readonly Problem[]
  before: Schedule | undefined
}

/** A published version by its number. */
function useVersion(kind: Schedule['kind'], version: number | null): Schedule | undefined {
  const { data: all } = useQuery({ ...schedulesQuery(kind), enabled: version !== null })
  const id = version === null ? undefined : all?.data.find(each => each.version === version)?.id
  const { data } = useQuery({ ...scheduleQuery(id ?? ''), enabled: id !== undefined })
  return data
}

function Rules({ edit, before, onEdit, ...shared }: RulesProps) {
  const { fee_rules: fees, limit_rules: limits, markup_rules: markups } = edit
  return (
    <>
      {fees ? (
        <FeeRules
          {...shared}
          rules={fees}
          before={before?.fee_rules ?? undefined}
          onRules={fee_rules => onEdit({ ...edit, fee_rules })}
        />
      ) : null}
      {limits ? (
        <LimitRules
          {...shared}
          rules={limits}
          before={before?.limit_rules ?? undefined}
          onRules={limit_rules => onEdit({ ...edit, limit_rules })}
        />
      ) : null}
      {markups ? (
        <MarkupRules
          {...shared}
          rules={markups}
          before={before?.markup_rules ?? undefined}
          onRules={markup_rules => onEdit({ ...edit, markup_rules })}
        />
      ) : null}
    </>
  )
}

/** A colleague may have been faster: what they wrote, or asked for, is what counts now. */
function SaveError({ error, onReload }: { error: unknown; onReload: () => void }) {
  const { t } = useTranslation()
  const code = codeOf(error)
  const isTheirs = code === 'content_changed' || code === 'transition_not_allowed'
  return (
    <ErrorState
      error={error}
      action={
        isTheirs ? (
          <Button variant="secondary" size="sm" onClick={onReload}>
            {t('console.prices.reload')}
          </Button>
        ) : undefined
      }
    />
  )
}

/** What would be undone or lifted by publishing this, without anybody having meant it. */
function Warnings({ schedule, onRebase }: { schedule: Schedule; onRebase: () => void }) {
  const { t } = useTranslation()
  return (
    <>
      {schedule.outdated ? (
        <Alert
          tone="warn"
          title={t('console.prices.outdated')}
          action={
            <Button size="sm" onClick={onRebase}>
              {t('console.prices.rebase')}
            </Button>
          }
        >
          {t('console.prices.outdatedText', { version: schedule.in_force })}
        </Alert>
      ) : null}
      {schedule.lifted.length > 0 ? (
        <Alert tone="warn" title={t('console.prices.lifted')}>
          {schedule.lifted.join(' · ')}
        </Alert>
      ) : null}
    </>
  )
}

/** What is on the screen, and its saving: one save at a time, the last word wins. */
function useSavedEdit(schedule: Schedule) {
  const [edit, setEdit] = useState(() => editOf(schedule))
  const [dirty, setDirty] = useState(false)
  const revision = useRef(schedule.revision)
  const save = useMutation({
    mutationFn: (body: StaffInput<'saveSchedule'>['body']) =>
      staffApi('saveSchedule', { params: { schedule: schedule.id }, body }),
    onSuccess(saved) {
      revision.current = saved.revision
      queryClient.setQueryData(scheduleQuery(schedule.id).queryKey, saved)
    },
  })
  const { mutate, isPending } = save
  useEffect(() => {
    if (!dirty || isPending) return undefined
    const timer = setTimeout(() => {
      setDirty(false)
      const { fee_rules, limit_rules, markup_rules, starts_at, based_on, change } = edit
      mutate({
        revision: revision.current ?? 0,
        based_on: based_on ?? 0,
        starts_at,
        change,
        ...(fee_rules ? { fee_rules } : {}),
        ...(limit_rules ? { limit_rules } : {}),
        ...(markup_rules ? { markup_rules } : {}),
      })
    }, saveAfterMs)
    return () => clearTimeout(timer)
  }, [dirty, edit, isPending, mutate])
  return {
    edit,
    change: (next: Edit) => {
      setEdit(next)
      setDirty(true)
    },
    save,
    isSaved: !dirty && !isPending && save.error === null,
  }
}
