import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ReceiptText } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Unfinished } from '../../features/notifications/unfinished.tsx'
import { historyQuery } from '../../features/transactions/queries.ts'
import { TransactionRow } from '../../features/transactions/transaction-row.tsx'
import { WaitingForMe } from '../../features/transfers/waiting-for-me.tsx'
import { BalanceList, usedBalances, type Balance } from '../../features/wallet/balances.tsx'
import { isWallet } from '../../features/wallet/is-wallet.ts'
import { WalletCard } from '../../features/wallet/wallet-card.tsx'
import { formatWhen } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { keepLastKnown, readLastKnown } from '../../lib/last-known.ts'
import { codeOf } from '../../lib/problem.ts'
import { meQuery, walletQuery } from '../../lib/queries.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { EmptyState, Loading, Skeleton } from '../../ui/layout.tsx'
import { List } from '../../ui/list.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { usePageTitle } from '../../ui/page-title.ts'

const shownTransactions = 6

/** The first page after signing in: what I have, what I can do, what happened last. */
export function WalletPage() {
  const { t } = useTranslation()
  usePageTitle(t('ui.places.home'))
  const { data: me } = useQuery(meQuery)
  return (
    <div className="mx-auto max-w-5xl">
      <h1 className="pb-5 text-2xl font-bold">
        {me ? t('wallet.greeting', { name: me.name }) : t('ui.places.home')}
      </h1>
      <Unfinished />
      <WaitingForMe />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-8 xl:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        <WalletPart />
        <LatestPart />
      </div>
    </div>
  )
}

/** Without a connection the last known wallet is shown, and said to be that. */
function WalletPart() {
  const { data, error, failureReason, fetchStatus, refetch } = useQuery(walletQuery)
  const [kept] = useState(() => readLastKnown(isWallet))
  useEffect(() => {
    if (data) keepLastKnown(data)
  }, [data])
  // At the first silence already: further attempts go on behind what is known.
  const cutOff = fetchStatus === 'paused' || codeOf(failureReason) === 'no_answer'
  const wallet = data ?? (cutOff ? kept?.value : undefined)
  if (!wallet && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!wallet) return <WalletSkeleton />
  return (
    <div className="flex flex-col gap-8">
      <WalletCard wallet={wallet} asOf={data ? undefined : kept?.at} />
      <Balances balances={wallet.balances} />
    </div>
  )
}

function Balances({ balances }: { balances: readonly Balance[] }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const used = usedBalances(balances)
  const foldable = used.length > 0 && used.length < balances.length
  return (
    <section>
      <SectionHeading title={t('wallet.balances')}>
        {foldable ? (
          <button
            type="button"
            aria-expanded={all}
            onClick={() => setAll(!all)}
            className={buttonClass({ variant: 'ghost', size: 'sm' })}
          >
            {t(all ? 'wallet.onlyUsed' : 'wallet.allCurrencies')}
          </button>
        ) : null}
      </SectionHeading>
      <BalanceList label={t('wallet.balances')} balances={all || !foldable ? balances : used} />
    </section>
  )
}

function LatestPart() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data, failureReason, refetch } = useInfiniteQuery(historyQuery({}))
  const latest = data?.pages[0]?.data.slice(0, shownTransactions)
  return (
    <section>
      <SectionHeading title={t('wallet.latest')}>
        {latest && latest.length > 0 ? (
          <Link to="/app/transactions" className={buttonClass({ variant: 'ghost', size: 'sm' })}>
            {t('wallet.all')}
          </Link>
        ) : null}
      </SectionHeading>
      {latest && latest.length > 0 ? (
        <List label={t('wallet.latest')}>
          {latest.map(transaction => (
            <li key={transaction.number}>
              <TransactionRow transaction={transaction} when={formatWhen(transaction.created_at, language)} />
            </li>
          ))}
        </List>
      ) : (
        <div className="rounded-xl bg-surface shadow-card">
          {latest ? (
            <EmptyState icon={<ReceiptText />} title={t('wallet.noneTitle')}>
              {t('wallet.noneText')}
            </EmptyState>
          ) : failureReason ? (
            <ErrorState error={failureReason} onRetry={() => void refetch()} />
          ) : (
            <SkeletonRows rows={5} />
          )}
        </div>
      )}
    </section>
  )
}

function SectionHeading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center justify-between gap-4 pb-2">
      <h2 className="text-lg font-semibold">{title}</h2>
      {/* The words end where the list below ends. */}
      {children ? <div className="-me-3">{children}</div> : null}
    </div>
  )
}

function WalletSkeleton() {
  return (
    <Loading className="flex flex-col gap-8">
      <Skeleton className="h-72 rounded-2xl" />
      <Skeleton className="h-44 rounded-xl" />
    </Loading>
  )
}
