import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { CircleCheck, Clock, FilePen, History, Receipt, UsersRound, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Badge, type BadgeTone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, EmptyState, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { schedulesQuery, type ScheduleKind, type ScheduleSummary } from './schedule-queries.ts'

const page = getRouteApi('/console/console/prices')
const kinds: readonly ScheduleKind[] = ['fees', 'limits', 'markups']

/** Price lists and limits: what holds, what is to come, what is being drafted. */
export function SchedulesPage() {
  const { t } = useTranslation()
  const { kind = 'fees' } = page.useSearch()
  const navigate = page.useNavigate()
  const { data: session } = useQuery(staffSessionQuery)
  const begin = useMutation({
    mutationFn: () => staffApi('createSchedule', { body: { kind } }),
    async onSuccess(draft) {
      await queryClient.invalidateQueries({ queryKey: ['staff', 'schedules'] })
      await navigate({ to: '/console/prices/$schedule', params: { schedule: draft.id } })
    },
  })
  return (
    <>
      <PageHeader
        title={t('console.prices.title')}
        intro={t('console.prices.intro')}
        action={
          may(session, 'schedules.edit') ? (
            <Button pending={begin.isPending} onClick={() => begin.mutate()}>
              {t(`console.prices.new.${kind}`)}
            </Button>
          ) : null
        }
      />
      <div role="group" aria-label={t('console.prices.kindLabel')} className="-mt-1 flex gap-2 pb-5">
        {kinds.map(each => (
          <Chip key={each} on={kind === each} onPress={() => void navigate({ search: { kind: each } })}>
            {t(`console.prices.kind.${each}`)}
          </Chip>
        ))}
      </div>
      {begin.error ? <ErrorState error={begin.error} className="mb-4" /> : null}
      <ScheduleList kind={kind} />
    </>
  )
}

function ScheduleList({ kind }: { kind: ScheduleKind }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(schedulesQuery(kind))
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Card flush className="overflow-hidden rounded-xl">
      {!data ? (
        <SkeletonRows rows={4} />
      ) : data.data.length === 0 ? (
        <EmptyState icon={<Receipt />} title={t('console.prices.title')} />
      ) : (
        <Rows kind={kind} schedules={data.data} />
      )}
    </Card>
  )
}

function Rows({ kind, schedules }: { kind: ScheduleKind; schedules: readonly ScheduleSummary[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const navigate = page.useNavigate()
  const nameOf = useScheduleName()
  return (
    <DataTable
      label={t(`console.prices.kind.${kind}`)}
      columns={[
        { name: 'what', head: t('console.prices.version'), main: true },
        { name: 'status', head: t('console.prices.status') },
        { name: 'starts', head: t('console.prices.starts') },
        { name: 'by', head: t('console.prices.by') },
      ]}
      rows={schedules.map(schedule => ({
        key: schedule.id,
        onOpen: () => void navigate({ to: '/console/prices/$schedule', params: { schedule: schedule.id } }),
        cells: {
          what: (
            <span>
              <span className="font-medium">{nameOf(schedule.version)}</span>
              {schedule.change?.[language] ? (
                <span className="block text-muted">{schedule.change[language]}</span>
              ) : null}
            </span>
          ),
          status: <ScheduleBadge status={schedule.status} />,
          starts: (
            <span className="text-muted">
              {schedule.starts_at ? formatTime(schedule.starts_at, language) : '–'}
            </span>
          ),
          by: schedule.created_by?.name ?? <span className="text-muted">{t('console.prices.atServer')}</span>,
        },
      }))}
    />
  )
}

export function useScheduleName() {
  const { t } = useTranslation()
  return (version: number | null): string =>
    version === null ? t('console.prices.draft') : t('console.prices.versionNumber', { version })
}

const looks: Record<ScheduleSummary['status'], { Icon: LucideIcon; tone: BadgeTone }> = {
  draft: { Icon: FilePen, tone: 'neutral' },
  in_approval: { Icon: UsersRound, tone: 'warn' },
  scheduled: { Icon: Clock, tone: 'info' },
  active: { Icon: CircleCheck, tone: 'ok' },
  retired: { Icon: History, tone: 'neutral' },
}

export function ScheduleBadge({ status }: { status: ScheduleSummary['status'] }) {
  const { t } = useTranslation()
  const { Icon, tone } = looks[status]
  return (
    <Badge tone={tone} icon={<Icon />}>
      {t(`console.prices.statuses.${status}`)}
    </Badge>
  )
}
