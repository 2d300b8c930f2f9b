import { Link } from '@tanstack/react-router'
import { CalendarClock, HandCoins, Hourglass, ShieldAlert, Wallet } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { OpenItem } from '../../../contract/api/account-closing.ts'
import { isCurrency } from '../../../contract/money.ts'
import { formatMoney } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { List, RowContent } from '../../ui/list.tsx'

const icons = {
  balance: Wallet,
  reserved: Hourglass,
  deposit: Hourglass,
  withdrawal: Hourglass,
  transfer: Hourglass,
  schedule: CalendarClock,
  request: HandCoins,
  dispute: ShieldAlert,
  restriction: ShieldAlert,
} as const

/** What is still open, each with what can be done about it. */
export function OpenItems({ items }: { items: readonly OpenItem[] }) {
  const { t } = useTranslation()
  return (
    <List label={t('profile.closing.open')}>
      {items.map((item, index) => (
        <li
          key={`${item.kind} ${item.number ?? index}`}
          className="flex min-h-16 items-center gap-3.5 px-4 py-2.5 sm:px-5"
        >
          <Row item={item} />
        </li>
      ))}
    </List>
  )
}

function Row({ item }: { item: OpenItem }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const Icon = icons[item.kind]
  const currency = item.amount?.currency
  const amount =
    item.amount && currency !== undefined && isCurrency(currency)
      ? formatMoney({ value: item.amount.value, currency }, language)
      : undefined
  const look = buttonClass({ variant: 'secondary', size: 'sm' })
  return (
    <>
      <RowContent icon={<Icon />} title={t(`profile.closing.items.${item.kind}`)} detail={amount} />
      {item.kind === 'balance' ? (
        <Link to="/app/send" className={look}>
          {t('profile.closing.sendMoney')}
        </Link>
      ) : item.kind === 'schedule' ? (
        <Link to="/app/scheduled" className={look}>
          {t('profile.closing.show')}
        </Link>
      ) : item.kind === 'request' ? (
        <Link to="/app/requests" className={look}>
          {t('profile.closing.show')}
        </Link>
      ) : item.number === null ? null : (
        <Link to="/app/transactions/$number" params={{ number: item.number }} className={look}>
          {t('profile.closing.show')}
        </Link>
      )}
    </>
  )
}
