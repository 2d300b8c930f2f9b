import { useTranslation } from 'react-i18next'
import type { Answer } from '../../lib/api.ts'
import { currencyName, isZero } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { CurrencyBadge } from '../../ui/currency-badge.tsx'
import { List } from '../../ui/list.tsx'
import { Amount } from '../../ui/money.tsx'

export type Wallet = Answer<'getWallet'>
export type Balance = Wallet['balances'][number]

/** The currencies with money in them, in the server's order. */
export function usedBalances(balances: readonly Balance[]): Balance[] {
  return balances.filter(balance => !isZero(balance.available) || !isZero(balance.reserved))
}

export function BalanceList({ balances, label }: { balances: readonly Balance[]; label: string }) {
  return (
    <List label={label}>
      {balances.map(balance => (
        <BalanceRow key={balance.currency} balance={balance} />
      ))}
    </List>
  )
}

function BalanceRow({ balance }: { balance: Balance }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { currency, available, reserved } = balance
  return (
    <li className="flex min-h-16 flex-wrap items-center gap-x-3.5 gap-y-1 px-4 py-2.5 sm:px-5">
      <CurrencyBadge currency={currency} />
      {/* An amount too long to stand beside it goes below. */}
      <span className="min-w-0 flex-1 basis-20">
        <span className="block font-semibold">{currency}</span>
        <span className="block truncate text-sm text-muted">{currencyName(currency, language)}</span>
      </span>
      <span className="ms-auto text-end">
        <Amount money={available} className="block text-lg font-semibold" />
        {isZero(reserved) ? null : (
          <span className="block text-sm text-muted">
            {t('wallet.reserved')} <Amount money={reserved} />
          </span>
        )}
      </span>
    </li>
  )
}
