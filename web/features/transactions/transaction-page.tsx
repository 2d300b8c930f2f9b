import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { grouped, ungroup } from '../../../contract/check-digit.ts'
import { formatExactTime, formatTime, isZero } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { codeOf } from '../../lib/problem.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Card, EmptyState, Loading, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { cameToNothing, isDone, isOpen, signedAmount } from './present.ts'
import { transactionQuery, type TransactionDetail } from './queries.ts'
import { RelatedFacts } from './related-facts.tsx'
import { TransactionActions } from './transaction-actions.tsx'
import { DiagnosisCard } from './diagnosis-card.tsx'
import { TraceCard } from './trace-card.tsx'
import { pairOf } from './transaction-row.tsx'
import { TransactionTimeline } from './transaction-timeline.tsx'

const page = getRouteApi('/signed-in/app/transactions/$number')

/** One transaction by its number: what it is, how it stands, every step with its proof, what can be done now. */
export function TransactionPage() {
  const { t } = useTranslation()
  const { number } = page.useParams()
  const { data, error, refetch } = useQuery(transactionQuery(ungroup(number)))
  return (
    <div className="mx-auto max-w-5xl">
      <PageHeader title={t('transactions.one')} back="/app/transactions" />
      {data ? <Transaction transaction={data} /> : null}
      {!data && codeOf(error) === 'not_found' ? <NoSuchTransaction /> : null}
      {!data && error && codeOf(error) !== 'not_found' ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : null}
      {!data && !error ? (
        <Loading className="grid gap-6 lg:grid-cols-2">
          <Skeleton className="h-96 rounded-2xl" />
          <Skeleton className="h-72 rounded-2xl" />
        </Loading>
      ) : null}
    </div>
  )
}

function Transaction({ transaction }: { transaction: TransactionDetail }) {
  const { t } = useTranslation()
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-2">
      <Card className="flex flex-col gap-5">
        <Summary transaction={transaction} />
        <DiagnosisCard transaction={transaction} />
        <TransactionFacts transaction={transaction} />
        <RelatedFacts related={transaction.related} />
        <TransactionActions transaction={transaction} />
      </Card>
      <div className="flex flex-col gap-6">
        <Card>
          <h2 className="pb-5 text-lg font-semibold">{t('transactions.timeline')}</h2>
          <TransactionTimeline transaction={transaction} />
        </Card>
        <TraceCard transaction={transaction} />
      </div>
    </div>
  )
}

function Summary({ transaction }: { transaction: TransactionDetail }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { kind, direction, status, counterparty, expected_by } = transaction
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col items-start gap-2">
        <StatusPill status={status} />
        <p className="text-3xl">
          {isDone(status) ? (
            <Amount money={signedAmount(transaction)} sign look="display" />
          ) : (
            <Amount money={transaction.amount} look="display" />
          )}
        </p>
        <p className="text-muted">
          {kind === 'conversion' ? (
            <>
              {t('transactions.kind.conversion')} · <span dir="ltr">{pairOf(transaction)}</span>
            </>
          ) : (
            <>
              {t(kind === 'transfer' ? `transactions.direction.${direction}` : `transactions.kind.${kind}`)}
              {counterparty ? (
                <>
                  {' · '}
                  <bdi className="wrap-anywhere">{counterparty}</bdi>
                </>
              ) : null}
            </>
          )}
        </p>
      </div>
      {expected_by && isOpen(status) ? (
        <p className="text-sm text-muted">
          {t('transactions.expectedBy', { time: formatTime(expected_by, language) })}
        </p>
      ) : null}
    </div>
  )
}

function TransactionFacts({ transaction }: { transaction: TransactionDetail }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { number, principal, received, fees, method, note, created_at, updated_at, balance_after, kind } =
    transaction
  // What did not happen cost nothing and arrived nowhere.
  const undone = cameToNothing(transaction.status)
  // A rule is named by the version of its list and its own name there, `v2/transfer-eur`.
  const priceList = (rule: string) => {
    const version = /^v(\d+)\//.exec(rule)?.[1]
    return version === undefined ? undefined : t('transactions.priceList', { version })
  }
  const paid = fees.filter(line => !undone && !isZero(line.amount))
  return (
    <Facts
      className="border-y border-line"
      lines={[
        {
          label: t('transactions.number'),
          value: (
            <span className="inline-flex items-center text-sm whitespace-nowrap tabular-nums sm:text-base">
              <span dir="ltr">{grouped(number)}</span>
              <CopyButton text={number} label={t('transactions.copyNumber')} size="inline" />
            </span>
          ),
        },
        {
          label: t(kind === 'deposit' && !undone ? 'funding.charged' : 'transactions.principal'),
          value: <Amount money={principal} />,
        },
        ...(paid.length === 0
          ? [{ label: t('transactions.fee'), value: t('transactions.noFee') }]
          : paid.map(line => ({
              label: t(line.kind === 'fx_markup' ? 'transactions.markup' : 'transactions.fee'),
              value: <Amount money={line.amount} />,
              detail: priceList(line.rule),
            }))),
        ...(received && !undone
          ? [{ label: t('transactions.received'), value: <Amount money={received} />, strong: true }]
          : []),
        ...(balance_after
          ? [{ label: t('transactions.balanceAfter'), value: <Amount money={balance_after} /> }]
          : []),
        ...(method
          ? [
              {
                label: t('transactions.method'),
                value: t(`transactions.methods.${method}`, { defaultValue: method }),
              },
            ]
          : []),
        ...(note ? [{ label: t('transfers.note'), value: <bdi className="break-words">{note}</bdi> }] : []),
        { label: t('transactions.created'), value: formatExactTime(created_at, language) },
        ...(updated_at === created_at
          ? []
          : [{ label: t('transactions.updated'), value: formatExactTime(updated_at, language) }]),
      ]}
    />
  )
}

/** Absent or somebody else's: the server does not say which, and neither do we. */
function NoSuchTransaction() {
  const { t } = useTranslation()
  return (
    <Card>
      <EmptyState
        icon={<Compass />}
        title={t('transactions.notFoundTitle')}
        action={
          <Link to="/app/transactions" className={buttonClass()}>
            {t('transactions.toHistory')}
          </Link>
        }
      >
        {t('transactions.notFoundText')}
      </EmptyState>
    </Card>
  )
}
