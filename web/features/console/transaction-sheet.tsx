import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { formatExactTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Amount } from '../../ui/money.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { DiagnosisNote } from './diagnosis-note.tsx'
import { diagnosisQuery, traceQuery } from './queries.ts'
import { MoneyNow, TraceSteps } from './trace-steps.tsx'
import { useTransactionName, type CustomerTransaction } from './transaction-name.ts'

type Props = {
  customer: string
  number: string
  onClose: () => void
  /** Leads to the customer's page, where one is not on it already. */
  toCustomer?: boolean
}

/** One transaction of a customer: what they are told is the matter, where the money is, every step with its proof. */
export function TransactionSheet({ customer, number, onClose, toCustomer = false }: Props) {
  const { t } = useTranslation()
  const trace = useQuery(traceQuery(customer, number))
  const diagnosis = useQuery(diagnosisQuery(customer, number))
  return (
    <Sheet
      title={t('console.trace.title', { number: grouped(number) })}
      description={t('console.trace.sameFacts')}
      onClose={onClose}
      className="max-w-2xl!"
      footer={
        toCustomer ? (
          <Link
            to="/console/customers/$customer"
            params={{ customer }}
            className={buttonClass({ variant: 'secondary' })}
          >
            {t('console.finance.orders.customer')}
          </Link>
        ) : undefined
      }
    >
      {trace.data ? <TransactionFacts transaction={trace.data.transaction} /> : null}
      <Part title={t('console.trace.matter')}>
        {diagnosis.data ? <DiagnosisNote diagnosis={diagnosis.data} /> : <Missing query={diagnosis} />}
      </Part>
      <Part title={t('console.trace.money')}>
        {trace.data ? <MoneyNow trace={trace.data} /> : <Missing query={trace} />}
      </Part>
      {trace.data ? (
        <Part title={t('console.trace.steps')}>
          <TraceSteps trace={trace.data} />
        </Part>
      ) : null}
    </Sheet>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-t border-line py-5 first:border-t-0 first:pt-0 last:pb-1">
      <h3 className="pb-3 text-sm font-semibold">{title}</h3>
      {children}
    </section>
  )
}

function Missing({ query: { error, refetch } }: { query: { error: unknown; refetch: () => unknown } }) {
  return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <SkeletonRows rows={2} />
}

function TransactionFacts({ transaction }: { transaction: CustomerTransaction }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const nameOf = useTransactionName()
  const { number, amount, status, status_reason: reason, note, created_at: at } = transaction
  return (
    <Facts
      className="pb-3"
      lines={[
        {
          label: nameOf(transaction),
          value: <Amount money={amount} />,
          strong: true,
        },
        {
          label: t('console.customer.state'),
          value: <StatusPill status={status} />,
          ...(reason ? { detail: t(`reasons.${reason}`, { defaultValue: reason }) } : {}),
        },
        { label: t('console.customer.when'), value: formatExactTime(at, language) },
        ...(note
          ? [{ label: t('console.trace.note'), value: <span className="wrap-anywhere">{note}</span> }]
          : []),
        {
          label: t('console.customer.number'),
          value: (
            <span className="inline-flex items-center font-mono text-sm">
              {grouped(number)}
              <CopyButton text={number} label={t('console.trace.copy')} size="inline" />
            </span>
          ),
        },
      ]}
    />
  )
}
