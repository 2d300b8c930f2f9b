import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import type { StaffAnswer } from '../../lib/staff-api.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Amount } from '../../ui/money.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Panel, PanelNote } from './panel.tsx'
import { customerTransactionsQuery } from './queries.ts'

type Transaction = StaffAnswer<'listCustomerTransactions'>['data'][number]

/** The history as the customer reads it, so that both speak of the same lines. */
export function CustomerTransactions({ customer }: { customer: string }) {
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
        <TransactionTable rows={rows} />
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

function TransactionTable({ rows }: { rows: readonly Transaction[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.customer.transactions')}
      columns={[
        { name: 'when', head: t('console.customer.when') },
        { name: 'what', head: t('console.customer.what'), main: true },
        { name: 'state', head: t('console.customer.state') },
        { name: 'amount', head: t('console.customer.amount'), end: true },
      ]}
      rows={rows.map(row => ({
        key: row.number,
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

function What({ transaction: { kind, direction, counterparty, number } }: { transaction: Transaction }) {
  const { t } = useTranslation()
  const name = counterparty ?? ''
  return (
    <>
      <span className="block font-medium">
        {kind === 'deposit'
          ? t('console.customer.kind.deposit')
          : t(`console.customer.kind.${direction === 'in' ? 'transferIn' : 'transferOut'}`, { name })}
      </span>
      <span className="block font-mono text-xs text-muted">{grouped(number)}</span>
    </>
  )
}

/** The sign is that of the money that moved; what did not come about has none. */
function SignedAmount({ transaction: { amount, direction, status } }: { transaction: Transaction }) {
  const moved = status === 'completed' || status === 'succeeded'
  const value = moved && direction === 'out' ? `-${amount.value}` : amount.value
  return (
    <Amount
      money={{ ...amount, value }}
      sign={moved}
      className={moved ? 'font-semibold' : 'font-medium text-muted'}
    />
  )
}
