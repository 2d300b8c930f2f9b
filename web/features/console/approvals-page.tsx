import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ListChecks } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, EmptyState, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { cn } from '../../ui/cn.ts'
import { ApprovalDetail } from './approval-detail.tsx'
import { ApprovalRow } from './approval-row.tsx'
import { approvalsQuery, type ApprovalStatus } from './queries.ts'

const page = getRouteApi('/console/console/approvals')

const filters = [
  'pending',
  'executed',
  'rejected',
  'expired',
  'overtaken',
] as const satisfies readonly ApprovalStatus[]

/** The list at one side and what is decided about at the other; on a phone one after the other. */
export function ApprovalsPage() {
  const { t } = useTranslation()
  const { approval } = page.useSearch()
  const navigate = page.useNavigate()
  const [status, setStatus] = useState<ApprovalStatus | undefined>('pending')
  const { data } = useInfiniteQuery(approvalsQuery(status))
  // Nobody is asked to choose where there is nothing to choose from.
  const alone = !approval && data?.pages[0]?.data.length === 0
  return (
    <>
      <PageHeader title={t('console.approvals.title')} intro={t('console.approvals.intro')} />
      <div
        role="group"
        aria-label={t('console.approvals.filter')}
        className="-mt-1 flex flex-wrap gap-2 pb-5"
      >
        {filters.map(each => (
          <Chip key={each} on={status === each} onPress={() => setStatus(each)}>
            {t(`console.approvals.status.${each}`)}
          </Chip>
        ))}
        <Chip on={status === undefined} onPress={() => setStatus(undefined)}>
          {t('console.approvals.all')}
        </Chip>
      </div>
      <div className={cn('grid items-start gap-6', !alone && 'lg:grid-cols-[22rem_minmax(0,1fr)]')}>
        <div className={cn(approval && 'max-lg:hidden')}>
          <ApprovalList status={status} selected={approval} />
        </div>
        {approval ? (
          <ApprovalDetail key={approval} id={approval} onClose={() => void navigate({ search: {} })} />
        ) : alone ? null : (
          <p className="hidden rounded-xl border border-dashed border-line px-6 py-16 text-center text-sm text-muted lg:block">
            {t('console.approvals.select')}
          </p>
        )}
      </div>
    </>
  )
}

function ApprovalList({
  status,
  selected,
}: {
  status: ApprovalStatus | undefined
  selected: string | undefined
}) {
  const { t } = useTranslation()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    approvalsQuery(status),
  )
  const rows = data?.pages.flatMap(({ data: rowsOfPage }) => rowsOfPage)
  if (rows === undefined && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Card flush className="overflow-hidden rounded-xl">
      {rows === undefined ? (
        <SkeletonRows rows={4} />
      ) : rows.length === 0 ? (
        <EmptyState icon={<ListChecks />} title={t('console.approvals.empty')}>
          {t('console.approvals.emptyText')}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {rows.map(approval => (
            <li key={approval.id}>
              <ApprovalRow approval={approval} selected={approval.id === selected} />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage ? (
        <div className="border-t border-line p-2 text-center">
          <Button variant="ghost" size="sm" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('console.approvals.more')}
          </Button>
        </div>
      ) : null}
    </Card>
  )
}
