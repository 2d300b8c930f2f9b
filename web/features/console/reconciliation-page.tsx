import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Scale } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatDate, formatTime, minorOf } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { SegmentedControl } from '../../ui/choice.tsx'
import { DataTable, oneLine } from '../../ui/data-table.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, EmptyState, PageHeader } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { Breaks } from './breaks.tsx'
import { safeguardingQuery, statementsQuery, type BankStatement, type Position } from './finance-queries.ts'
import { PagedRows } from './paged-rows.tsx'
import { StateBadge } from './state-badge.tsx'

const page = getRouteApi('/console/console/reconciliation')
const parts = ['position', 'statements', 'breaks'] as const

/** Whether customers are covered, and whether the bank's books are ours. */
export function ReconciliationPage() {
  const { t } = useTranslation()
  const { show = 'position' } = page.useSearch()
  const navigate = page.useNavigate()
  return (
    <>
      <PageHeader
        title={t('console.finance.reconciliation.title')}
        intro={t('console.finance.reconciliation.intro')}
      />
      <SegmentedControl
        label={t('console.finance.reconciliation.what')}
        value={show}
        options={parts.map(part => ({ value: part, label: t(`console.finance.reconciliation.${part}`) }))}
        onChange={part => void navigate({ search: { show: part } })}
        className="mb-4"
      />
      {show === 'position' ? <Positions /> : null}
      {show === 'statements' ? (
        <Statements onBreaks={() => void navigate({ search: { show: 'breaks' } })} />
      ) : null}
      {show === 'breaks' ? <Breaks /> : null}
    </>
  )
}

function Positions() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data, error, refetch } = useQuery(safeguardingQuery)
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <Card flush className="overflow-hidden rounded-xl">
        {!data ? (
          <SkeletonRows rows={5} />
        ) : data.data.length === 0 ? (
          <EmptyState icon={<Scale />} title={t('console.finance.position.empty')} />
        ) : (
          <PositionTable positions={data.data} />
        )}
      </Card>
      {data ? (
        <p className="pt-3 text-sm text-muted">
          {t('console.finance.position.note', { at: formatTime(data.at, language) })}
        </p>
      ) : null}
    </>
  )
}

const rails = ['bank', 'card', 'ewallet'] as const

function PositionTable({ positions }: { positions: readonly Position[] }) {
  const { t } = useTranslation()
  const railName = (rail: string): string => {
    const known = rails.find(each => each === rail)
    return known
      ? t(`console.finance.position.rail.${known}`)
      : t('console.finance.position.otherRail', { rail })
  }
  return (
    <DataTable
      label={t('console.finance.reconciliation.position')}
      columns={[
        { name: 'currency', head: t('console.finance.position.currency'), main: true },
        { name: 'liabilities', head: t('console.finance.position.liabilities'), end: true },
        { name: 'suspense', head: t('console.finance.position.suspense'), end: true },
        { name: 'safeguarded', head: t('console.finance.position.safeguarded'), end: true },
        { name: 'receivables', head: t('console.finance.position.receivables'), end: true },
        { name: 'position', head: t('console.finance.position.position'), end: true },
      ]}
      rows={positions.map(position => {
        const isShort = minorOf(position.position) < 0n
        return {
          key: position.currency,
          cells: {
            currency: <span className="font-medium">{position.currency}</span>,
            liabilities: <Amount money={position.liabilities} />,
            suspense: <Amount money={position.suspense} />,
            safeguarded: <Amount money={position.safeguarded} />,
            receivables:
              position.receivables.length === 0
                ? '–'
                : position.receivables.map(({ rail, amount }) => (
                    <span key={rail} className="block">
                      <Amount money={amount} />
                      <span className="block text-xs text-muted">{railName(rail)}</span>
                    </span>
                  )),
            position: (
              <span className="inline-flex flex-col items-end gap-1">
                <Amount money={position.position} />
                <StateBadge tone={isShort ? 'bad' : 'ok'}>
                  {t(isShort ? 'console.finance.position.short' : 'console.finance.position.covered')}
                </StateBadge>
              </span>
            ),
          },
        }
      })}
    />
  )
}

function Statements({ onBreaks }: { onBreaks: () => void }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery(statementsQuery)
  return (
    <PagedRows
      query={query}
      empty={{
        icon: <Scale />,
        title: t('console.finance.statements.empty'),
        text: t('console.finance.statements.emptyText'),
      }}
    >
      {rows => <StatementTable statements={rows} onBreaks={onBreaks} />}
    </PagedRows>
  )
}

function StatementTable({
  statements,
  onBreaks,
}: {
  statements: readonly BankStatement[]
  onBreaks: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.finance.reconciliation.statements')}
      columns={[
        { name: 'day', head: t('console.finance.statements.day'), main: true, className: oneLine },
        { name: 'account', head: t('console.finance.statements.account') },
        { name: 'opening', head: t('console.finance.statements.opening'), end: true, wide: true },
        { name: 'closing', head: t('console.finance.statements.closing'), end: true },
        { name: 'ours', head: t('console.finance.statements.ours'), end: true },
        { name: 'lines', head: t('console.finance.statements.lines'), end: true, wide: true },
        { name: 'result', head: t('console.finance.statements.result'), className: oneLine },
      ]}
      rows={statements.map(statement => ({
        key: statement.id,
        ...(statement.open_breaks > 0 ? { onOpen: onBreaks } : {}),
        cells: {
          day: <span className="font-medium">{formatDate(statement.day, language)}</span>,
          account: (
            <span className="text-muted">
              <span className="font-mono text-xs break-all">{statement.account}</span>
              <span className="block text-xs">
                {`${t('console.finance.statements.number')} ${statement.sequence}`}
              </span>
            </span>
          ),
          opening: <Amount money={statement.opening} />,
          closing: <Amount money={statement.closing} />,
          ours: statement.book_balance ? <Amount money={statement.book_balance} /> : '–',
          lines: <span className="tabular-nums">{statement.matched ?? '–'}</span>,
          result: <Result statement={statement} />,
        },
      }))}
    />
  )
}

function Result({ statement }: { statement: BankStatement }) {
  const { t } = useTranslation()
  if (statement.compared_at === null)
    return <StateBadge tone="warn">{t('console.finance.statements.waiting')}</StateBadge>
  if (statement.open_breaks === 0)
    return <StateBadge tone="ok">{t('console.finance.statements.agrees')}</StateBadge>
  return (
    <StateBadge tone="bad">
      {t('console.finance.statements.differs', { count: statement.open_breaks })}
    </StateBadge>
  )
}
