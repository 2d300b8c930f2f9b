import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { Trans, useTranslation } from 'react-i18next'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { ApprovalRow } from './approval-row.tsx'
import { Key } from './console-shell.tsx'
import { CustomerSearch } from './customer-search.tsx'
import { approvalsQuery } from './queries.ts'

/** Where work begins: a customer to find, and what waits for a second person. */
export function HomePage() {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  if (!session) return null
  if (!may(session, 'customers.search')) {
    if (may(session, 'audit.read')) return <Navigate to="/console/audit" replace />
    if (may(session, 'schedules.read')) return <Navigate to="/console/prices" replace />
    return <PageHeader title={t('console.title')} />
  }
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-8">
      <div>
        <PageHeader title={t('console.search.title')} />
        <Card>
          <CustomerSearch />
        </Card>
        <p className="hidden pt-3 text-sm text-muted lg:block">
          <Trans i18nKey="console.search.keys" components={{ 1: <Key>/</Key> }} />
        </p>
      </div>
      {may(session, 'approvals.read') ? <Waiting /> : null}
    </div>
  )
}

const mostShown = 5

function Waiting() {
  const { t } = useTranslation()
  const { data, error, refetch } = useInfiniteQuery(approvalsQuery('pending'))
  const waiting = data?.pages[0]?.data.slice(0, mostShown)
  return (
    <section aria-label={t('console.home.waiting')}>
      <div className="flex items-baseline justify-between gap-4 pb-2.5">
        <h2 className="text-sm font-semibold text-muted">{t('console.home.waiting')}</h2>
        <Link to="/console/approvals" className="text-sm font-medium text-brand-text hover:underline">
          {t('console.home.allApprovals')}
        </Link>
      </div>
      <Card flush className="overflow-hidden">
        {waiting === undefined && error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : waiting === undefined ? (
          <SkeletonRows rows={2} />
        ) : waiting.length === 0 ? (
          <p className="px-5 py-6 text-sm text-muted">{t('console.home.nothingWaiting')}</p>
        ) : (
          <ul className="divide-y divide-line">
            {waiting.map(approval => (
              <li key={approval.id}>
                <ApprovalRow approval={approval} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </section>
  )
}
