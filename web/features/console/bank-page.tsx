import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Landmark } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Alert } from '../../ui/alert.tsx'
import { Chip } from '../../ui/chip.tsx'
import { SegmentedControl } from '../../ui/choice.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable, oneLine } from '../../ui/data-table.tsx'
import { PageHeader } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { BankFiles } from './bank-files.tsx'
import { CalendarNotice } from './calendar-notice.tsx'
import { Chips } from './chips.tsx'
import { FileSheet } from './file-sheet.tsx'
import {
  bankFilesQuery,
  paymentOrdersQuery,
  type FileStatus,
  type OrderStatus,
  type PaymentOrder,
} from './finance-queries.ts'
import { PagedRows, useNoneSuch } from './paged-rows.tsx'
import { PaymentSheet } from './payment-sheet.tsx'
import { StateBadge } from './state-badge.tsx'
import { orderTone } from './status-tone.ts'
import { TransactionSheet } from './transaction-sheet.tsx'

const page = getRouteApi('/console/console/bank')
const parts = ['orders', 'files'] as const

/** What we asked the bank for and what it said, and whether it answers at all. */
export function BankPage() {
  const { t } = useTranslation()
  const { show = 'orders', file, open, line, payment } = page.useSearch()
  const navigate = page.useNavigate()
  const [fileStatus, setFileStatus] = useState<FileStatus>()
  function lookAtAside() {
    setFileStatus('quarantined')
    void navigate({ search: { show: 'files' } })
  }
  return (
    <>
      <PageHeader title={t('console.finance.bank.title')} intro={t('console.finance.bank.intro')} />
      <Health />
      <CalendarNotice />
      <Aside onLook={fileStatus === 'quarantined' && show === 'files' ? undefined : lookAtAside} />
      <SegmentedControl
        label={t('console.finance.bank.what')}
        value={show}
        options={parts.map(part => ({ value: part, label: t(`console.finance.bank.${part}`) }))}
        onChange={part => void navigate({ search: { show: part } })}
        className="mb-4"
      />
      {show === 'files' ? (
        <BankFiles
          status={fileStatus}
          onStatus={setFileStatus}
          onOpen={number => void navigate({ search: { show: 'files', open: number } })}
        />
      ) : (
        <Payments
          file={file}
          open={payment}
          onOpen={id =>
            void navigate({ search: before => ({ ...before, show: 'orders', payment: id }), replace: !id })
          }
          onAllFiles={() => void navigate({ search: {} })}
        />
      )}
      {open === undefined ? null : (
        <FileSheet
          key={`${open} ${line}`}
          number={open}
          line={line}
          onClose={() => void navigate({ search: { show: 'files' }, replace: true })}
          onOrders={() => void navigate({ search: { show: 'orders', file: open } })}
        />
      )}
    </>
  )
}

function Health() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data } = useInfiniteQuery(bankFilesQuery())
  const health = data?.pages[0]?.health
  if (!health) return null
  const since = health.since ? formatTime(health.since, language) : ''
  if (health.state === 'down')
    return (
      <Alert tone="bad" title={t('console.finance.bank.down', { since })} className="mb-5">
        {t('console.finance.bank.downText')}
      </Alert>
    )
  return (
    <p className="-mt-2 pb-4 text-sm text-muted">
      {health.state === 'up' ? t('console.finance.bank.up', { since }) : t('console.finance.bank.unknown')}
    </p>
  )
}

/** Files that wait for a person: on the list they would soon be on the second page. */
function Aside({ onLook }: { onLook: (() => void) | undefined }) {
  const { t } = useTranslation()
  const { data } = useInfiniteQuery(bankFilesQuery('quarantined'))
  const [first] = data?.pages ?? []
  const count = first?.data.length ?? 0
  if (count === 0) return null
  return (
    <Alert
      tone="warn"
      title={t(first?.next_cursor ? 'console.finance.bank.asideMore' : 'console.finance.bank.aside', {
        count,
      })}
      className="mb-5"
      action={
        onLook ? (
          <Button variant="secondary" size="sm" onClick={onLook}>
            {t('console.finance.bank.asideShow')}
          </Button>
        ) : undefined
      }
    >
      {t('console.finance.bank.asideText')}
    </Alert>
  )
}

const filters = [
  'all',
  'queued',
  'batched',
  'sent',
  'accepted',
  'settled',
  'returned',
  'rejected',
  'recall_requested',
  'canceled',
] as const

function Payments({
  file,
  open,
  onOpen,
  onAllFiles,
}: {
  file: number | undefined
  open: string | undefined
  onOpen: (payment: string | undefined) => void
  onAllFiles: () => void
}) {
  const { t } = useTranslation()
  const [status, setStatus] = useState<OrderStatus>()
  const [traced, setTraced] = useState<{ customer: string; number: string }>()
  const noneSuch = useNoneSuch()
  const query = useInfiniteQuery(
    paymentOrdersQuery({ ...(status ? { status } : {}), ...(file === undefined ? {} : { file }) }),
  )
  return (
    <>
      <Chips
        label={t('console.finance.status')}
        values={filters}
        value={filters.find(each => each === status) ?? 'all'}
        nameOf={each =>
          each === 'all' ? t('console.finance.all') : t(`console.finance.orders.state.${each}`)
        }
        onChange={each => setStatus(each === 'all' ? undefined : each)}
      />
      {file === undefined ? null : (
        <div className="pb-4">
          <Chip on removable onPress={onAllFiles}>
            {t('console.finance.file', { number: file })}
          </Chip>
        </div>
      )}
      <PagedRows
        query={query}
        empty={
          status
            ? noneSuch
            : {
                icon: <Landmark />,
                title: t('console.finance.orders.empty'),
                text: t('console.finance.orders.emptyText'),
              }
        }
      >
        {rows => <PaymentTable orders={rows} onOpen={onOpen} />}
      </PagedRows>
      {open ? (
        <PaymentSheet
          id={open}
          onClose={() => onOpen(undefined)}
          onTrace={({ customer, number }) => {
            onOpen(undefined)
            if (customer) setTraced({ customer, number })
          }}
        />
      ) : null}
      {traced ? <TransactionSheet {...traced} toCustomer onClose={() => setTraced(undefined)} /> : null}
    </>
  )
}

function PaymentTable({ orders, onOpen }: { orders: readonly PaymentOrder[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.finance.bank.orders')}
      columns={[
        { name: 'to', head: t('console.finance.orders.to'), main: true },
        { name: 'for', head: t('console.finance.orders.for'), className: oneLine },
        { name: 'status', head: t('console.finance.orders.status'), className: oneLine },
        { name: 'file', head: t('console.finance.orders.file') },
        { name: 'when', head: t('console.finance.orders.when'), className: oneLine },
        { name: 'amount', head: t('console.finance.orders.amount'), end: true },
      ]}
      rows={orders.map(order => ({
        key: order.id,
        onOpen: () => onOpen(order.id),
        cells: {
          to: <span className="font-medium wrap-anywhere">{order.creditor}</span>,
          for: t(`console.finance.orders.client.${order.client}`),
          status: (
            <StateBadge tone={orderTone[order.status]}>
              {t(`console.finance.orders.state.${order.status}`)}
            </StateBadge>
          ),
          file: <span className="text-muted tabular-nums">{order.file ?? '–'}</span>,
          when: <span className="text-muted">{formatTime(order.created_at, language)}</span>,
          amount: <Amount money={order.amount} />,
        },
      }))}
    />
  )
}
