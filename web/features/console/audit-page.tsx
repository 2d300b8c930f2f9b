import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatExactTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, EmptyState, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { AuditChain } from './audit-chain.tsx'
import { AuditEntrySheet } from './audit-entry-sheet.tsx'
import { Outcome } from './audit-outcome.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { filterOf, type AuditWishes } from './audit-wishes.ts'
import { useOperationName } from './operation-name.ts'
import { auditQuery, type AuditEntry } from './queries.ts'

/** Staff first: of a million sign-ins of customers nobody needs the newest fifty. */
const atFirst: AuditWishes = { kind: 'staff', outcome: '', party: '', caseRef: '', from: '', to: '' }

export function AuditPage() {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  const [wishes, setWishes] = useState(atFirst)
  return (
    <>
      <PageHeader title={t('console.audit.title')} intro={t('console.audit.intro')} />
      {may(session, 'audit.verify') ? <AuditChain /> : null}
      <AuditFilters key={JSON.stringify(wishes)} wishes={wishes} onChange={setWishes} />
      <Entries wishes={wishes} onOnly={party => setWishes({ ...atFirst, kind: '', party })} />
    </>
  )
}

function Entries({ wishes, onOnly }: { wishes: AuditWishes; onOnly: (party: string) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<AuditEntry>()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    auditQuery(filterOf(wishes)),
  )
  const rows = data?.pages.flatMap(({ data: page }) => page)
  if (rows === undefined && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Card flush className="overflow-hidden rounded-xl">
      {rows === undefined ? (
        <SkeletonRows rows={10} />
      ) : rows.length === 0 ? (
        <EmptyState icon={<ScrollText />} title={t('console.audit.empty')}>
          {t('console.audit.emptyText')}
        </EmptyState>
      ) : (
        <EntryTable rows={rows} onOpen={setOpen} />
      )}
      {hasNextPage ? (
        <div className="border-t border-line p-2 text-center">
          <Button variant="ghost" size="sm" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('console.audit.more')}
          </Button>
        </div>
      ) : null}
      {open ? (
        <AuditEntrySheet
          entry={open}
          onClose={() => setOpen(undefined)}
          onOnly={party => {
            setOpen(undefined)
            onOnly(party)
          }}
        />
      ) : null}
    </Card>
  )
}

function EntryTable({ rows, onOpen }: { rows: readonly AuditEntry[]; onOpen: (entry: AuditEntry) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const operationName = useOperationName()
  return (
    <DataTable
      label={t('console.audit.title')}
      columns={[
        { name: 'when', head: t('console.audit.when') },
        { name: 'who', head: t('console.audit.who') },
        { name: 'what', head: t('console.audit.what'), main: true },
        { name: 'whom', head: t('console.audit.whom') },
        { name: 'why', head: t('console.audit.why'), className: 'md:max-w-64' },
        { name: 'outcome', head: t('console.audit.outcome') },
      ]}
      rows={rows.map(row => ({
        key: row.id,
        onOpen: () => onOpen(row),
        cells: {
          when: (
            <span className="whitespace-nowrap text-muted tabular-nums">
              {formatExactTime(row.occurred_at, language)}
            </span>
          ),
          who: <Who entry={row} />,
          what: <span className="font-medium">{operationName(row.operation)}</span>,
          whom: row.subject?.name ?? <Id id={row.subject?.id} />,
          why: <Why entry={row} />,
          outcome: <Outcome outcome={row.outcome} />,
        },
      }))}
    />
  )
}

function Why({ entry: { case_ref: caseRef, reason } }: { entry: AuditEntry }) {
  const { t } = useTranslation()
  const text = [caseRef, reason].filter(Boolean).join(' · ')
  return <span className="line-clamp-2">{text || t('console.audit.nothing')}</span>
}

function Who({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation()
  return (
    <span className="font-medium">{entry.actor?.name ?? t(`console.audit.actor.${entry.actor_kind}`)}</span>
  )
}

function Id({ id }: { id: string | undefined }) {
  const { t } = useTranslation()
  if (id === undefined) return <span className="text-muted">{t('console.audit.nothing')}</span>
  return <span className="font-mono text-xs text-muted">{id.length > 14 ? `…${id.slice(-8)}` : id}</span>
}
