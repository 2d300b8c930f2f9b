import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts, type Fact } from '../../ui/facts.tsx'
import { Card } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { ApprovalBadge } from './approval-row.tsx'
import { DecideSheet, type Verdict } from './decide-sheet.tsx'
import { inOrder, useFactText } from './fact-text.ts'
import { approvalQuery, type Approval } from './queries.ts'

/** Everything a second person decides about: what, for whom, asked by whom, why, and exactly which content. */
export function ApprovalDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(approvalQuery(id))
  return (
    <Card flush label={t('console.approvals.title')} className="overflow-hidden rounded-xl">
      {data ? (
        <Detail approval={data} onClose={onClose} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} className="m-4" />
      ) : (
        <SkeletonRows rows={4} />
      )}
    </Card>
  )
}

function Detail({ approval, onClose }: { approval: Approval; onClose: () => void }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  const factText = useFactText()
  const [deciding, setDeciding] = useState<Verdict>()
  const own = approval.requested_by.id === session?.member.id
  const facts = inOrder(approval.facts).map(([name, value]) => factText(name, value))
  return (
    <>
      <div className="flex items-start justify-between gap-3 border-b border-line px-5 py-4">
        <div className="min-w-0">
          <h2 className="text-lg font-semibold">{t(`console.approvals.kind.${approval.action.kind}`)}</h2>
          <div className="pt-1.5">
            <ApprovalBadge status={approval.status} />
          </div>
        </div>
        <button
          type="button"
          onClick={onClose}
          aria-label={t('console.approvals.close')}
          className="-me-2 grid size-10 shrink-0 place-items-center rounded-lg text-muted hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden className="size-5" />
        </button>
      </div>
      <div className="flex flex-col gap-5 px-5 py-5">
        <blockquote className="border-s-2 border-brand ps-4 wrap-anywhere">{approval.reason}</blockquote>
        <RequestFacts approval={approval} />
        <section>
          <h3 className="text-sm font-semibold">{t('console.approvals.facts')}</h3>
          <Facts lines={facts} className="pt-1" />
        </section>
        <section>
          <h3 className="text-sm font-semibold">{t('console.approvals.content')}</h3>
          <p className="pt-1 font-mono text-xs wrap-anywhere text-muted">{approval.content_hash}</p>
          <p className="pt-1 text-sm text-muted">{t('console.approvals.contentHint')}</p>
        </section>
        <Decision approval={approval} />
        {approval.status === 'overtaken' ? <Alert>{t('console.approvals.overtaken')}</Alert> : null}
        {own && approval.status === 'pending' ? <Alert>{t('console.approvals.own')}</Alert> : null}
        <div className="flex flex-wrap gap-2 empty:hidden">
          {approval.actions.includes('approve') ? (
            <Button onClick={() => setDeciding('approve')}>{t('console.approvals.approve')}</Button>
          ) : null}
          {approval.actions.includes('reject') ? (
            <Button variant="secondary" onClick={() => setDeciding('reject')}>
              {t('console.approvals.reject')}
            </Button>
          ) : null}
          <Links approval={approval} />
        </div>
      </div>
      {deciding ? (
        <DecideSheet approval={approval} verdict={deciding} onClose={() => setDeciding(undefined)} />
      ) : null}
    </>
  )
}

/** To what the request is about, for those who may see it. */
function Links({ approval }: { approval: Approval }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  return (
    <>
      {approval.action.kind === 'publish_schedule' && may(session, 'schedules.read') ? (
        <Link
          to="/console/prices/$schedule"
          params={{ schedule: approval.action.schedule }}
          className={buttonClass({ variant: 'ghost' })}
        >
          {t('console.approvals.openSchedule')}
        </Link>
      ) : null}
      {approval.customer && may(session, 'customers.read') ? (
        <Link
          to="/console/customers/$customer"
          params={{ customer: approval.customer }}
          className={buttonClass({ variant: 'ghost' })}
        >
          {t('console.approvals.open')}
        </Link>
      ) : null}
    </>
  )
}

function RequestFacts({ approval }: { approval: Approval }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const lines: Fact[] = [
    { label: t('console.approvals.who'), value: approval.requested_by.name },
    { label: t('console.approvals.when'), value: formatTime(approval.requested_at, language) },
    { label: t('console.approvals.expires'), value: formatTime(approval.expires_at, language) },
  ]
  if (approval.case_ref) lines.push({ label: t('console.approvals.case'), value: approval.case_ref })
  return <Facts lines={lines} />
}

function Decision({ approval }: { approval: Approval }) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (!approval.decided_by || !approval.decided_at) return null
  const lines: Fact[] = [
    { label: t('console.approvals.decided'), value: approval.decided_by.name },
    { label: t('console.approvals.decidedAt'), value: formatTime(approval.decided_at, language) },
  ]
  if (approval.decision_note)
    lines.push({ label: t('console.approvals.note'), value: approval.decision_note })
  if (approval.executed_at)
    lines.push({
      label: t('console.approvals.executedAt'),
      value: formatTime(approval.executed_at, language),
    })
  return <Facts lines={lines} className="border-t border-line" />
}
