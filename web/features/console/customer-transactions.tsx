import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Amount } from '../../ui/money.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { DataTable, oneLine } from '../../ui/data-table.tsx'
import { Panel, PanelNote } from './panel.tsx'
import { customerTransactionsQuery } from './queries.ts'
import { useTransactionName, type CustomerTransaction } from './transaction-name.ts'

/** The history as the customer reads it, so that both speak of the same lines; each opens with its trace. */
export function CustomerTransactions({
  customer,
  onOpen,
}: {
  customer: string
  onOpen: (number: string) => void
}) {
  const { t } = useTranslation()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    customerTransactionsQuery(customer),
  )
  const rows = data?.pages.flatMap(({ data: page }) => page)
  return (
    <Panel title={t('console.customer.transactions')}>
      {rows === undefined && error ? (
        <ErrorState error={error} onRetry={() => void refetch()} className="m-4" />
      ) : rows === undefined ? (
        <SkeletonRows rows={5} />
      ) : rows.length === 0 ? (
        <PanelNote>{t('console.customer.noTransactions')}</PanelNote>
      ) : (
        <TransactionTable rows={rows} onOpen={onOpen} />
      )}
      {hasNextPage ? (
        <div className="border-t border-line p-2 text-center">
          <Button variant="ghost" size="sm" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('console.customer.more')}
          </Button>
        </div>
      ) : null}
    </Panel>
  )
}

function TransactionTable({
  rows,
  onOpen,
}: {
  rows: readonly CustomerTransaction[]
  onOpen: (number: string) => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.customer.transactions')}
      columns={[
        { name: 'when', head: t('console.customer.when') },
        { name: 'what', head: t('console.customer.what'), main: true },
        { name: 'state', head: t('console.customer.state'), className: oneLine },
        { name: 'amount', head: t('console.customer.amount'), end: true },
      ]}
      rows={rows.map(row => ({
        key: row.number,
        onOpen: () => onOpen(row.number),
        cells: {
          when: <span className="whitespace-nowrap text-muted">{formatTime(row.created_at, language)}</span>,
          what: <What transaction={row} />,
          state: <StatusPill status={row.status} />,
          amount: <SignedAmount transaction={row} />,
        },
      }))}
    />
  )
}

function What({ transaction }: { transaction: CustomerTransaction }) {
  const nameOf = useTransactionName()
  return (
    <>
      <span className="block font-medium">{nameOf(transaction)}</span>
      <span className="block font-mono text-xs text-muted">{grouped(transaction.number)}</span>
    </>
  )
}

/** The sign is that of the money that moved; what did not come about, or not yet, has none. */
function SignedAmount({ transaction: { amount, direction, status } }: { transaction: CustomerTransaction }) {
  const moved = status === 'completed' || status === 'succeeded' || status === 'paid'
  const value = moved && direction === 'out' ? `-${amount.value}` : amount.value
  return (
    <Amount
      money={{ ...amount, value }}
      sign={moved}
      className={moved ? 'font-semibold' : 'font-medium text-muted'}
    />
  )
}
