import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { isCurrency } from '../../../contract/money.ts'
import type { Answer } from '../../lib/api.ts'
import { currencyName, formatTime, isZero } from '../../lib/format.ts'
import { currentLanguage } from '../../lib/i18n.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { CurrencyBadge } from '../../ui/currency.tsx'
import { Amount } from '../../ui/money.tsx'

type Wallet = Answer<'getWallet'>
type Balance = Wallet['balances'][number]

/** The currencies with money in them, the largest use first as the server lists them; all of them on request. */
export function usedBalances(balances: readonly Balance[]): Balance[] {
  return balances.filter(balance => !isZero(balance.available) || !isZero(balance.reserved))
}

export function AccountCard({ wallet, asOf }: { wallet: Wallet; asOf: string | undefined }) {
  const { t } = useTranslation()
  const number = grouped(wallet.account_number)
  return (
    <section className="rounded-2xl bg-panel p-5 text-on-panel sm:p-6" aria-label={t('wallet.account')}>
      <p className="text-sm text-on-panel-muted">{t('wallet.accountNumber')}</p>
      <div className="flex items-center gap-1">
        <p className="font-mono text-lg tracking-wide tabular-nums sm:text-xl">{number}</p>
        <CopyButton text={wallet.account_number} label={t('wallet.copyAccountNumber')} />
      </div>
      <p className="pt-1 text-sm text-on-panel-muted">{t('wallet.accountHint')}</p>
      {asOf ? (
        <p role="status" className="mt-4 rounded-lg bg-spark px-3 py-2 text-sm font-medium text-black">
          {t('wallet.offlineAsOf', { time: formatTime(asOf, currentLanguage()) })}
        </p>
      ) : null}
    </section>
  )
}

export function BalanceList({ balances }: { balances: readonly Balance[] }) {
  return (
    <ul className="flex flex-col divide-y divide-line">
      {balances.map(balance => (
        <BalanceRow key={balance.currency} balance={balance} />
      ))}
    </ul>
  )
}

function BalanceRow({ balance }: { balance: Balance }) {
  const { t } = useTranslation()
  const { currency, available, reserved } = balance
  return (
    <li className="flex items-center gap-4 py-3">
      {isCurrency(currency) ? <CurrencyBadge currency={currency} /> : null}
      <span className="min-w-0 flex-1 text-muted">{currencyName(currency, currentLanguage())}</span>
      <span className="text-end">
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
