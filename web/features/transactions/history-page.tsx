import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ReceiptText, SearchX } from 'lucide-react'
import { useCallback, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { formatClock, formatDay } from '../../lib/format.ts'
import { useToday } from '../../lib/today.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { EmptyState, PageHeader } from '../../ui/layout.tsx'
import { List } from '../../ui/list.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { filterOf } from './history-filter.ts'
import { isNarrowed, readHistorySearch, withoutEmpty, type HistorySearch } from './history-search.ts'
import { HistoryFind } from './history-find.tsx'
import { HistoryFilters } from './history-filters.tsx'
import { byDay } from './present.ts'
import { historyQuery } from './queries.ts'
import { TransactionRow, type ListedTransaction } from './transaction-row.tsx'

const page = getRouteApi('/signed-in/app/transactions')

/** Everything that has happened, newest first. The filter is in the address, so it can be kept and gone back to. */
export function HistoryPage() {
  const { t } = useTranslation()
  // The router hands on whatever else the address says (`?utm_source=…`), and the API refuses what it does not know.
  const search = readHistorySearch(page.useSearch())
  const navigate = page.useNavigate()
  const setSearch = (next: HistorySearch): void =>
    void navigate({ search: next, replace: true, resetScroll: false })
  const find = useCallback(
    (text: string) =>
      void navigate({
        search: before => withoutEmpty({ ...readHistorySearch(before), text: text || undefined }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        title={t('transactions.title')}
        action={
          <Link to="/app/statements" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
            {t('statements.link')}
          </Link>
        }
      />
      <HistoryFind text={search.text ?? ''} onFind={find} />
      <HistoryFilters search={search} onChange={setSearch} />
      <History search={search} onClear={() => setSearch({})} />
    </div>
  )
}

function History({ search, onClear }: { search: HistorySearch; onClear: () => void }) {
  const filter = filterOf(search, useToday())
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } =
    useInfiniteQuery(historyQuery(filter))
  const rows = data?.pages.flatMap(({ data: page }) => page)
  if (!rows && error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!rows)
    return (
      <div className="rounded-xl bg-surface shadow-card">
        <SkeletonRows rows={8} />
      </div>
    )
  if (rows.length === 0) return <NothingFound narrowed={isNarrowed(search)} onClear={onClear} />
  return (
    <>
      <Days rows={rows} />
      {isFetchNextPageError ? (
        <ErrorState className="mt-4" error={error} onRetry={() => void fetchNextPage()} />
      ) : null}
      <More
        has={hasNextPage && !isFetchNextPageError}
        loading={isFetchingNextPage}
        onMore={() => void fetchNextPage()}
      />
    </>
  )
}

function Days({ rows }: { rows: readonly ListedTransaction[] }) {
  const language = useLanguage()
  const today = useToday()
  return byDay(rows).map(({ day, rows: ofDay }) => (
    <section key={day} className="pb-6">
      <h2 className="pb-2 text-sm font-semibold text-muted">{formatDay(day, today, language)}</h2>
      <List>
        {ofDay.map(transaction => (
          <li key={transaction.number}>
            <TransactionRow transaction={transaction} when={formatClock(transaction.created_at, language)} />
          </li>
        ))}
      </List>
    </section>
  ))
}

/** Loads the next page when its end comes near; the button is for keyboards and for when that did not happen. */
function More({ has, loading, onMore }: { has: boolean; loading: boolean; onMore: () => void }) {
  const { t } = useTranslation()
  const mark = useRef<HTMLDivElement>(null)
  const load = useRef(onMore)
  useEffect(() => {
    load.current = onMore
  })
  useEffect(() => {
    const element = mark.current
    if (!element || !has || loading) return undefined
    const observer = new IntersectionObserver(
      entries => entries.some(entry => entry.isIntersecting) && load.current(),
      {
        rootMargin: '600px',
      },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [has, loading])
  return (
    <div ref={mark} className="flex justify-center py-2 text-sm text-muted">
      {has ? (
        <Button variant="ghost" pending={loading} onClick={onMore}>
          {t('transactions.more')}
        </Button>
      ) : (
        <p>{t('transactions.end')}</p>
      )}
    </div>
  )
}

function NothingFound({ narrowed, onClear }: { narrowed: boolean; onClear: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="rounded-xl bg-surface shadow-card">
      {narrowed ? (
        <EmptyState
          icon={<SearchX />}
          title={t('transactions.noMatchTitle')}
          action={
            <Button variant="secondary" onClick={onClear}>
              {t('transactions.clearFilters')}
            </Button>
          }
        >
          {t('transactions.noMatchText')}
        </EmptyState>
      ) : (
        <EmptyState
          icon={<ReceiptText />}
          title={t('wallet.noneTitle')}
          action={
            <Link to="/app/add-money" className={buttonClass()}>
              {t('ui.places.addMoney')}
            </Link>
          }
        >
          {t('wallet.noneText')}
        </EmptyState>
      )}
    </div>
  )
}
