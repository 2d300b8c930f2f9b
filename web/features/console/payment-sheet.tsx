import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatDate, formatExactTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Amount } from '../../ui/money.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { BankReason, saidOf } from './bank-reason.tsx'
import { FilePlace } from './file-line.tsx'
import { paymentOrderQuery, type OrderStep, type PaymentOrder } from './finance-queries.ts'
import { StateBadge } from './state-badge.tsx'
import { orderTone } from './status-tone.ts'
import { useStepName } from './use-step-name.ts'

/** A payment: what it is, and every step with the file and line that prove it. */
export function PaymentSheet({
  id,
  onClose,
  onTrace,
}: {
  id: string
  onClose: () => void
  onTrace: (order: PaymentOrder) => void
}) {
  const { t } = useTranslation()
  const { data: order, error, refetch } = useQuery(paymentOrderQuery(id))
  return (
    <Sheet title={order?.creditor ?? t('console.finance.bank.orders')} onClose={onClose}>
      {error && !order ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!order && !error ? <SkeletonRows rows={5} /> : null}
      {order ? (
        <>
          <OrderFacts order={order} onTrace={() => onTrace(order)} />
          <h3 className="pt-5 pb-3 text-sm font-semibold">{t('console.finance.orders.steps')}</h3>
          <Steps steps={order.steps} />
        </>
      ) : null}
    </Sheet>
  )
}

function OrderFacts({ order, onTrace }: { order: PaymentOrder; onTrace: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: session } = useQuery(staffSessionQuery)
  const said = saidOf(order)
  return (
    <>
      <Facts
        lines={[
          {
            label: t('console.finance.orders.amount'),
            value: <Amount money={order.amount} />,
            strong: true,
          },
          {
            label: t('console.finance.orders.status'),
            value: (
              <StateBadge tone={orderTone[order.status]}>
                {t(`console.finance.orders.state.${order.status}`)}
              </StateBadge>
            ),
          },
          ...(said ? [{ label: t('console.finance.orders.reason'), value: <BankReason said={said} /> }] : []),
          {
            label: t('console.finance.orders.for'),
            value: t(`console.finance.orders.client.${order.client}`),
          },
          {
            label: t('console.finance.orders.number'),
            value: <span className="tabular-nums">{order.number.replaceAll(/(.{4})(?=.)/g, '$1 ')}</span>,
          },
          {
            label: t('console.finance.orders.reference'),
            value: <span className="font-mono text-xs break-all">{order.end_to_end_id}</span>,
          },
          { label: t('console.finance.orders.day'), value: formatDate(order.requested_on, language) },
        ]}
      />
      {order.customer && may(session, 'customers.read') ? (
        <div className="flex flex-wrap gap-2 pt-2">
          <Button size="sm" variant="secondary" onClick={onTrace}>
            {t('console.trace.open')}
          </Button>
          <Link
            to="/console/customers/$customer"
            params={{ customer: order.customer }}
            className={buttonClass({ variant: 'secondary', size: 'sm' })}
          >
            {t('console.finance.orders.customer')}
          </Link>
        </div>
      ) : null}
    </>
  )
}

const failed = ['rejected', 'returned', 'returned_early', 'recall_refused']

function Steps({ steps }: { steps: readonly OrderStep[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const nameOf = useStepName()
  const items = steps.map((step, index): TimelineItem => {
    const said = saidOf(step)
    return {
      key: String(index),
      title: nameOf(step.kind),
      at: formatExactTime(step.at, language),
      kind: failed.includes(step.kind) ? 'failed' : 'done',
      ...(said ? { detail: <BankReason said={said} /> } : {}),
      ...(step.file === null
        ? {}
        : {
            evidence: {
              label: <FilePlace file={step.file} line={step.line} />,
              reference: [step.file_name, step.sha256?.slice(0, 16), step.statement_entry]
                .filter(Boolean)
                .join(' · '),
            },
          }),
    }
  })
  return <Timeline label={t('console.finance.orders.steps')} items={items} />
}
