import { Link } from '@tanstack/react-router'
import { ArrowRightLeft, Landmark, Plus, Send, WifiOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { formatTime, isZero } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { cn } from '../../ui/cn.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Amount } from '../../ui/money.tsx'
import { usedBalances, type Balance, type Wallet } from './balances.tsx'

/** What the reader most likely thinks in, while there is no money to tell. */
const firstCurrency = { 'zh-CN': 'CNY', en: 'EUR' } as const

/** The one figure of the first page, what can be done with it, and the number others pay to. */
export function WalletCard({ wallet, asOf }: { wallet: Wallet; asOf: string | undefined }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const main =
    usedBalances(wallet.balances)[0] ??
    wallet.balances.find(({ currency }) => currency === firstCurrency[language]) ??
    wallet.balances[0]
  return (
    <section aria-label={t('wallet.account')} className="overflow-hidden rounded-2xl bg-panel text-on-panel">
      {asOf ? (
        <p
          role="status"
          className="flex items-center gap-2 bg-spark px-5 py-2.5 text-sm font-medium text-black sm:px-6"
        >
          <WifiOff aria-hidden className="size-4 shrink-0" />
          {t('wallet.offlineAsOf', { time: formatTime(asOf, language) })}
        </p>
      ) : null}
      <div className="px-5 pt-5 pb-6 sm:px-6 sm:pt-6">
        {main ? <MainBalance balance={main} /> : null}
        <WalletActions />
      </div>
      <AccountNumber number={wallet.account_number} />
    </section>
  )
}

function MainBalance({ balance }: { balance: Balance }) {
  const { t } = useTranslation()
  return (
    <>
      <p className="text-sm text-on-panel-muted">{t('wallet.available', { currency: balance.currency })}</p>
      <p className="mt-1 text-3xl min-[400px]:text-4xl">
        <Amount money={balance.available} look="display" />
      </p>
      {isZero(balance.reserved) ? null : (
        <p className="mt-1 text-sm text-on-panel-muted">
          {t('wallet.reserved')} <Amount money={balance.reserved} />
        </p>
      )}
    </>
  )
}

/** Two beside each other leave little room on the narrowest phones; with large text they stand below each other. */
const actionClass = 'px-3!'

function WalletActions() {
  const { t } = useTranslation()
  return (
    <div className="mt-6 grid grid-cols-[repeat(auto-fit,minmax(max(7.5rem,40%),1fr))] gap-3">
      <Link to="/app/add-money" className={cn(buttonClass({ variant: 'spark', size: 'lg' }), actionClass)}>
        <Plus aria-hidden className="size-5" />
        {t('ui.places.addMoney')}
      </Link>
      <Link to="/app/send" className={cn(buttonClass({ variant: 'panel', size: 'lg' }), actionClass)}>
        <Send aria-hidden className="size-4.5" />
        {t('ui.places.send')}
      </Link>
      <Link to="/app/exchange" className={cn(buttonClass({ variant: 'panel', size: 'lg' }), actionClass)}>
        <ArrowRightLeft aria-hidden className="size-4.5" />
        {t('exchange.title')}
      </Link>
      <Link to="/app/withdraw" className={cn(buttonClass({ variant: 'panel', size: 'lg' }), actionClass)}>
        <Landmark aria-hidden className="size-4.5" />
        {t('withdrawals.title')}
      </Link>
    </div>
  )
}

function AccountNumber({ number }: { number: string }) {
  const { t } = useTranslation()
  return (
    <div className="flex items-center gap-4 border-t border-on-panel/12 px-5 py-3 sm:px-6">
      <div className="min-w-0 flex-1">
        <p className="text-xs text-on-panel-muted">{t('wallet.accountNumber')}</p>
        <p className="font-semibold tracking-wide tabular-nums" dir="ltr">
          {grouped(number)}
        </p>
      </div>
      <span className="-me-2.5">
        <CopyButton text={number} label={t('wallet.copyAccountNumber')} />
      </span>
    </div>
  )
}
