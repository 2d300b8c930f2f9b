import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Facts, type Fact } from '../../ui/facts.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import type { RecoveryRequest } from './queries.ts'
import { RecoveryApproval } from './recovery-approval.tsx'
import { RecoveryCheck } from './recovery-check.tsx'
import { RequestStatus } from './recovery-status.tsx'

/** One request: what the customer says, what was established, and the next thing somebody has to do. */
export function RecoverySheet({
  request,
  approval,
  onClose,
}: {
  request: RecoveryRequest
  /** Set once a second person has been asked. */
  approval: string | undefined
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  return (
    <Sheet
      title={t('console.recovery.one')}
      description={t('console.recovery.rule')}
      onClose={onClose}
      className="max-w-2xl!"
    >
      <blockquote className="border-s-2 border-brand ps-4 wrap-anywhere">{request.statement}</blockquote>
      <RequestFacts request={request} asked={approval !== undefined} />
      {may(session, 'customers.read') ? (
        <Link
          to="/console/customers/$customer"
          params={{ customer: request.customer }}
          className={buttonClass({ variant: 'secondary', size: 'sm' })}
        >
          {t('console.approvals.open')}
        </Link>
      ) : null}
      {request.status === 'submitted' ? <RecoveryCheck request={request} /> : null}
      {request.status === 'checked' ? (
        <RecoveryApproval request={request} approval={approval} onAsked={onClose} />
      ) : null}
    </Sheet>
  )
}

function RequestFacts({ request, asked }: { request: RecoveryRequest; asked: boolean }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const lines: Fact[] = [
    { label: t('console.recovery.customer'), value: `${request.customer_name} · ${request.email}` },
    {
      label: t('console.recovery.state'),
      value: <RequestStatus status={request.status} asked={asked} />,
    },
    {
      label: t('console.recovery.lost'),
      value: request.lost.map(factor => t(`console.recovery.factor.${factor}`)).join(' · '),
    },
    { label: t('console.recovery.submitted'), value: formatTime(request.submitted_at, language) },
    {
      label: t('console.recovery.earliest'),
      value: formatTime(request.earliest_at, language),
      detail: t('console.recovery.earliestWhy'),
    },
  ]
  if (request.checked_at)
    lines.push({
      label: t('console.fact.checked_at'),
      value: formatTime(request.checked_at, language),
      detail: <CheckedBy request={request} />,
    })
  if (request.evidence)
    lines.push({
      label: t('console.recovery.evidence'),
      value: request.evidence.map(kind => t(`console.recovery.kind.${kind}`)).join(' · '),
    })
  if (request.findings)
    lines.push({
      label: t('console.recovery.findings'),
      value: <span className="wrap-anywhere">{request.findings}</span>,
    })
  return <Facts lines={lines} className="pt-2 pb-4" />
}

/** Whoever checked is not who approves. */
function CheckedBy({ request: { checked_by: checker } }: { request: RecoveryRequest }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  if (!checker) return null
  if (checker.id === session?.member.id) return t('console.recovery.checkedByYou')
  return t('console.recovery.checkedByOther', { name: checker.name })
}
