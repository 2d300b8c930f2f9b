import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { FileSpreadsheet, FileText, LoaderCircle, ScrollText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { downloadFile } from '../../lib/download.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { CurrencyBadge } from '../../ui/currency-badge.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, EmptyState, Narrow, PageHeader } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { Exports } from './exports.tsx'
import { askAgainMs, statementsQuery, type Statement } from './queries.ts'

/** What can be taken along: a statement for each month that is over, and the history as a file. */
export function StatementsPage() {
  const { t } = useTranslation()
  return (
    <Narrow>
      <PageHeader title={t('statements.title')} intro={t('statements.intro')} back="/app/transactions" />
      <div className="flex flex-col gap-8">
        <Exports />
        <Statements />
      </div>
    </Narrow>
  )
}

function Statements() {
  const { t } = useTranslation()
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...statementsQuery,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.being_made ? askAgainMs : false),
  })
  const rows = data?.pages.flatMap(page => page.data)
  const making = data?.pages[0]?.being_made ?? false
  return (
    <section aria-labelledby="statements" className="flex flex-col gap-3">
      <h2 id="statements" className="text-lg font-semibold">
        {t('statements.months')}
      </h2>
      {making ? (
        <p role="status" className="flex items-center gap-2 text-sm text-muted">
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
          {t('statements.beingMade')}
        </p>
      ) : null}
      {!rows && error ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!rows && !error ? <SkeletonRows rows={3} /> : null}
      {rows?.length === 0 && !making ? (
        <Card>
          <EmptyState icon={<ScrollText />} title={t('statements.noneTitle')}>
            {t('statements.noneText')}
          </EmptyState>
        </Card>
      ) : null}
      {rows?.map(statement => (
        <Month key={statement.id} statement={statement} />
      ))}
      {hasNextPage ? (
        <Button variant="ghost" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('transactions.more')}
        </Button>
      ) : null}
    </section>
  )
}

const forms = [
  { id: 'getStatementPdf', label: 'PDF', Icon: FileText },
  { id: 'getStatementCsv', label: 'CSV', Icon: FileSpreadsheet },
  { id: 'getStatementCamt', label: 'camt.053', Icon: ScrollText },
] as const

function Month({ statement }: { statement: Statement }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { period, currency, opening, credits, debits, closing, sha256 } = statement
  const name = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(`${period}-01T00:00:00Z`),
  )
  const fetchIt = useMutation({
    mutationFn: (id: (typeof forms)[number]['id']) =>
      downloadFile(id, { params: { statement: statement.id } }),
  })
  return (
    <Card label={`${name} ${currency}`} className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <CurrencyBadge currency={currency} />
        <h3 className="min-w-0 flex-1 font-semibold">
          {name} · {currency}
        </h3>
        <Amount money={closing} className="font-semibold" />
      </div>
      <p className="text-sm text-muted">
        <Amount money={opening} /> + <Amount money={credits} /> − <Amount money={debits} /> ={' '}
        <Amount money={closing} />
      </p>
      {fetchIt.error ? <ErrorState error={fetchIt.error} /> : null}
      <div className="flex flex-wrap gap-2">
        {forms.map(({ id, label, Icon }) => (
          <Button
            key={id}
            size="sm"
            variant="secondary"
            pending={fetchIt.isPending && fetchIt.variables === id}
            onClick={() => fetchIt.mutate(id)}
          >
            <Icon aria-hidden className="size-4" />
            <span className="sr-only">{t('statements.download', { month: name, currency })} </span>
            {label}
          </Button>
        ))}
      </div>
      <details className="text-xs text-muted">
        <summary className="cursor-pointer py-1">{t('statements.proof')}</summary>
        <p className="pt-1">{t('statements.proofText')}</p>
        <p className="pt-1 font-mono break-all">SHA-256 {sha256}</p>
      </details>
    </Card>
  )
}
