import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { Amount } from '../../ui/money.tsx'
import { Facts } from '../../ui/facts.tsx'
import type { TransactionDetail } from './queries.ts'

/** What it gave back or was given back by, and what it was made for, each with the way there. */
export function RelatedFacts({ related }: Pick<TransactionDetail, 'related'>) {
  const { t } = useTranslation()
  if (related.length === 0) return null
  return (
    <Facts
      lines={related.map(one => ({
        label: t(`later.relation.${one.relation}`),
        value: <RelatedLink one={one} />,
      }))}
    />
  )
}

function RelatedLink({ one }: { one: TransactionDetail['related'][number] }) {
  const { t } = useTranslation()
  const look = 'font-semibold underline underline-offset-4'
  if (one.number !== null)
    return (
      <Link to="/app/transactions/$number" params={{ number: one.number }} className={look}>
        {one.amount ? <Amount money={one.amount} /> : <span dir="ltr">{grouped(one.number)}</span>}
      </Link>
    )
  if (one.relation === 'request' && one.id !== null)
    return (
      <Link to="/app/requests/$request" params={{ request: one.id }} className={look}>
        {t('later.open')}
      </Link>
    )
  return (
    <Link to="/app/scheduled" className={look}>
      {t('later.open')}
    </Link>
  )
}
