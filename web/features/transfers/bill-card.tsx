import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { exponentOf, formatAmount } from '../../../contract/money.ts'
import { minorOf } from '../../lib/format.ts'
import { Card } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { ShareBar } from '../../ui/share-bar.tsx'
import type { Bill } from './queries-later.ts'
import { RequestStatus } from './request-status.tsx'

/** A bill with how far it is paid, person by person. */
export function BillCard({ bill }: { bill: Bill }) {
  const { t } = useTranslation()
  const asked = {
    ...bill.total,
    value: formatAmount(minorOf(bill.total) - minorOf(bill.own_share), exponentOf(bill.total.currency)),
  }
  return (
    <Card className="flex flex-col gap-4" label={bill.title}>
      <div className="flex items-baseline justify-between gap-4">
        <h2 className="min-w-0 text-lg font-semibold wrap-anywhere">
          <bdi>{bill.title}</bdi>
        </h2>
        <Amount money={bill.total} className="shrink-0 font-semibold" />
      </div>
      <div>
        <ShareBar part={bill.paid} whole={asked} />
        <p className="pt-1.5 text-sm text-muted">
          {t('later.paidSoFar')} <Amount money={bill.paid} /> · {t('later.stillOpen')}{' '}
          <Amount money={bill.open} /> · {t('later.yourShare')} <Amount money={bill.own_share} />
        </p>
      </div>
      <ul className="divide-y divide-line border-t border-line">
        {bill.requests.map(request => (
          <li key={request.id}>
            <Link
              to="/app/requests/$request"
              params={{ request: request.id }}
              className="flex min-h-12 items-center justify-between gap-3 py-2 hover:underline"
            >
              <bdi className="min-w-0 truncate">{request.payer?.name}</bdi>
              <span className="flex shrink-0 items-center gap-3">
                <Amount money={request.amount} />
                <RequestStatus status={request.status} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
