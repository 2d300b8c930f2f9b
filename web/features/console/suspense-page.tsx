import { useInfiniteQuery } from '@tanstack/react-query'
import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { DataTable, oneLine } from '../../ui/data-table.tsx'
import { PageHeader } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { Chips } from './chips.tsx'
import { suspenseQuery, type SuspenseItem, type SuspenseStatus } from './finance-queries.ts'
import { PagedRows, useNoneSuch } from './paged-rows.tsx'
import { SuspenseSheet } from './suspense-sheet.tsx'
import { Written } from './written.tsx'

const filters = [
  'open',
  'returning',
  'assigned',
  'returned',
  'absorbed',
] as const satisfies readonly SuspenseStatus[]

/** Money of which nobody knows whose it is: one looks and proposes, a second person decides. */
export function SuspensePage() {
  const { t } = useTranslation()
  const [status, setStatus] = useState<SuspenseStatus>('open')
  const [open, setOpen] = useState<SuspenseItem>()
  const query = useInfiniteQuery(suspenseQuery(status))
  const noneSuch = useNoneSuch()
  return (
    <>
      <PageHeader title={t('console.finance.suspense.title')} intro={t('console.finance.suspense.intro')} />
      <Chips
        label={t('console.finance.status')}
        values={filters}
        value={status}
        nameOf={each => t(`console.finance.suspense.state.${each}`)}
        onChange={setStatus}
      />
      <PagedRows
        query={query}
        empty={
          status === 'open'
            ? {
                icon: <CircleHelp />,
                title: t('console.finance.suspense.empty'),
                text: t('console.finance.suspense.emptyText'),
              }
            : noneSuch
        }
      >
        {rows => <SuspenseTable items={rows} onOpen={setOpen} />}
      </PagedRows>
      {open ? <SuspenseSheet item={open} onClose={() => setOpen(undefined)} /> : null}
    </>
  )
}

function SuspenseTable({
  items,
  onOpen,
}: {
  items: readonly SuspenseItem[]
  onOpen: (item: SuspenseItem) => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.finance.suspense.title')}
      columns={[
        { name: 'who', head: t('console.finance.suspense.who'), main: true },
        { name: 'written', head: t('console.finance.suspense.written') },
        { name: 'why', head: t('console.finance.suspense.why') },
        { name: 'since', head: t('console.finance.suspense.since'), className: oneLine },
        { name: 'amount', head: t('console.finance.suspense.amount'), end: true },
      ]}
      rows={items.map(item => ({
        key: item.id,
        onOpen: () => onOpen(item),
        cells: {
          who: (
            <span className="font-medium wrap-anywhere">
              {item.counterparty.name ?? t('console.finance.suspense.unnamed')}
            </span>
          ),
          written: <Written reference={item.reference} />,
          why: (
            <span>
              {t(`console.finance.suspense.reason.${item.reason}`)}
              {item.approval ? (
                <span className="block text-xs text-muted">{t('console.finance.suspense.waits')}</span>
              ) : null}
            </span>
          ),
          since: <span className="text-muted">{formatDate(item.booked_on, language)}</span>,
          amount: (
            <span>
              <Amount money={item.amount} />
              <span className="block text-xs text-muted">
                {t(`console.finance.suspense.side.${item.side}`)}
              </span>
            </span>
          ),
        },
      }))}
    />
  )
}
