import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeftRight, Plus, ReceiptText } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AccountCard, BalanceList, usedBalances } from '../../features/wallet/balances.tsx'
import { isWallet } from '../../features/wallet/is-wallet.ts'
import { historyQuery } from '../../features/transactions/queries.ts'
import { formatTime } from '../../lib/format.ts'
import { currentLanguage } from '../../lib/i18n.ts'
import { keepLastKnown, readLastKnown } from '../../lib/last-known.ts'
import { meQuery, walletQuery } from '../../lib/queries.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, EmptyState, Skeleton } from '../../ui/layout.tsx'
import { TransactionRow } from '../../ui/transaction-row.tsx'

/** The first page after signing in: what I have, what I can do, what happened last. */
export function WalletPage() {
  const { t } = useTranslation()
  const { data: me } = useQuery(meQuery)
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-6">
      <h1 className="text-2xl font-bold">{me ? t('wallet.greeting', { name: me.name }) : t('ui.places.home')}</h1>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <div className="flex flex-col gap-6">
          <WalletPart />
        </div>
        <LatestPart />
      </div>
    </div>
  )
}

function WalletPart() {
  const { data, error, isPending, refetch } = useQuery(walletQuery)
  const [kept] = useState(() => readLastKnown(isWallet))
  useEffect(() => {
    if (data) keepLastKnown(data)
  }, [data])
  const wallet = data ?? (error ? kept?.value : undefined)
  if (isPending) return <WalletSkeleton />
  if (!wallet) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <>
      <AccountCard wallet={wallet} asOf={error ? kept?.at : undefined} />
      <Actions />
      <Balances balances={wallet.balances} />
    </>
  )
}

function Actions() {
  const { t } = useTranslation()
  return (
    <div className="grid grid-cols-2 gap-3">
      <Link to="/app/add-money" className={buttonClass({ size: 'lg' })}>
        <Plus aria-hidden className="size-5" />
        {t('ui.places.addMoney')}
      </Link>
      <Link to="/app/send" className={buttonClass({ size: 'lg', variant: 'soft' })}>
        <ArrowLeftRight aria-hidden className="size-5" />
        {t('ui.places.send')}
      </Link>
    </div>
  )
}

function Balances({ balances }: { balances: Parameters<typeof usedBalances>[0] }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const used = usedBalances(balances)
  const shown = all || used.length === 0 ? balances : used
  return (
    <Card>
      <h2 className="pb-1 text-lg font-semibold">{t('wallet.balances')}</h2>
      <BalanceList balances={shown} />
      {used.length > 0 && used.length < balances.length ? (
        <Button variant="ghost" size="sm" className="-ms-3 mt-1" onClick={() => setAll(!all)}>
          {t(all ? 'wallet.onlyUsed' : 'wallet.allCurrencies')}
        </Button>
      ) : null}
    </Card>
  )
}

function LatestPart() {
  const { t } = useTranslation()
  const { data, error, isPending, refetch } = useInfiniteQuery(historyQuery({}))
  const latest = data?.pages[0]?.data.slice(0, shownTransactions) ?? []
  return (
    <Card className="h-fit">
      <div className="flex items-center justify-between pb-1">
        <h2 className="text-lg font-semibold">{t('wallet.latest')}</h2>
        {latest.length > 0 ? (
          <Link to="/app/transactions" className={buttonClass({ variant: 'ghost', size: 'sm' })}>
            {t('wallet.all')}
          </Link>
        ) : null}
      </div>
      {isPending ? <Skeleton className="h-64" /> : null}
      {error && latest.length === 0 ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {data && latest.length === 0 ? (
        <EmptyState icon={<ReceiptText className="size-7" />} title={t('wallet.noneTitle')}>
          {t('wallet.noneText')}
        </EmptyState>
      ) : null}
      <ul className="-mx-2">
        {latest.map(transaction => (
          <li key={transaction.number}>
            <TransactionRow transaction={transaction} when={formatTime(transaction.created_at, currentLanguage())} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function WalletSkeleton() {
  return (
    <>
      <Skeleton className="h-36 rounded-2xl" />
      <Skeleton className="h-13" />
      <Skeleton className="h-56 rounded-2xl" />
    </>
  )
}

const shownTransactions = 6
