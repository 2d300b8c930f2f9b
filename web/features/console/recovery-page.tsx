import { useQuery } from '@tanstack/react-query'
import { LifeBuoy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Desk } from './desk.tsx'
import { askedRecoveriesQuery, recoveryRequestsQuery, type RecoveryRequest } from './queries.ts'
import { RecoverySheet } from './recovery-sheet.tsx'
import { RequestStatus } from './recovery-status.tsx'
import { StateBadge } from './state-badge.tsx'

/** Customers who lost password and second factor: who is asking is established here, a second person decides. */
export function RecoveryPage() {
  const { t } = useTranslation()
  const requests = useQuery(recoveryRequestsQuery)
  const [open, setOpen] = useState<string>()
  const opened = requests.data?.data.find(({ id }) => id === open)
  const approvalOf = useApprovalOf()
  return (
    <>
      <Desk
        title={t('console.recovery.title')}
        intro={t('console.recovery.intro')}
        query={requests}
        empty={{
          icon: <LifeBuoy />,
          title: t('console.recovery.empty'),
          text: t('console.recovery.emptyText'),
        }}
      >
        {rows => <Requests requests={rows} approvalOf={approvalOf} onOpen={setOpen} />}
      </Desk>
      {opened ? (
        <RecoverySheet request={opened} approval={approvalOf(opened.id)} onClose={() => setOpen(undefined)} />
      ) : null}
    </>
  )
}

/** The approval that waits for a second person, by the request it is about. */
function useApprovalOf(): (request: string) => string | undefined {
  const { data: session } = useQuery(staffSessionQuery)
  const { data } = useQuery({ ...askedRecoveriesQuery, enabled: may(session, 'approvals.read') })
  return request =>
    data?.data.find(({ action }) => action.kind === 'recover_account' && action.recovery_request === request)
      ?.id
}

function Requests({
  requests,
  approvalOf,
  onOpen,
}: {
  requests: readonly RecoveryRequest[]
  approvalOf: (request: string) => string | undefined
  onOpen: (id: string) => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.recovery.title')}
      columns={[
        { name: 'who', head: t('console.recovery.customer'), main: true },
        { name: 'what', head: t('console.recovery.lost') },
        { name: 'status', head: t('console.recovery.state') },
        { name: 'submitted', head: t('console.recovery.submitted') },
        { name: 'due', head: t('console.recovery.due') },
      ]}
      rows={requests.map(request => ({
        key: request.id,
        onOpen: () => onOpen(request.id),
        cells: {
          who: <Whose request={request} />,
          what: request.lost.map(factor => t(`console.recovery.factor.${factor}`)).join(' · '),
          status: <RequestStatus status={request.status} asked={approvalOf(request.id) !== undefined} />,
          submitted: <span className="text-muted">{formatTime(request.submitted_at, language)}</span>,
          due: (
            <span className="inline-flex flex-wrap items-center gap-2 max-md:justify-end">
              {formatTime(request.decide_by ?? request.check_by, language)}
              {request.overdue ? <StateBadge tone="bad">{t('console.recovery.overdue')}</StateBadge> : null}
            </span>
          ),
        },
      }))}
    />
  )
}

/** Whose account it is, as on every other page of the console: the name, and the address masked. */
function Whose({ request }: { request: RecoveryRequest }) {
  return (
    <span className="wrap-anywhere">
      <span className="font-medium">{request.customer_name}</span>
      <span className="block text-xs text-muted">{request.email}</span>
    </span>
  )
}
