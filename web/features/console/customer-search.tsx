import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Search, SearchX } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../../contract/check-digit.ts'
import { formatDate, formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { controlClass } from '../../ui/field.tsx'
import { EmptyState } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { StatusPill } from '../../ui/status-pill.tsx'
import { cn } from '../../ui/cn.ts'
import { CustomerStatus } from './customer-status.tsx'
import type { FoundCustomer, SearchAnswer } from './queries.ts'

/**
 * One box for whatever a customer names. It asks on Enter and not with every letter: each question is on record, and
 * half a name would find people nobody was looking for.
 */
export function CustomerSearch({ onGo, focused = false }: { onGo?: () => void; focused?: boolean }) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const [short, setShort] = useState(false)
  const box = useRef<HTMLInputElement>(null)
  const whole = useRef<HTMLDivElement>(null)
  useArrowKeys(whole)
  useEffect(() => {
    // After the dialog around it has opened and put the focus on its first button.
    if (focused) box.current?.focus()
  }, [focused])
  const search = useMutation({
    mutationFn: (text: string) => staffApi('searchCustomers', { body: { query: text } }),
  })
  function submit() {
    const asked = query.trim()
    setShort(Array.from(asked).length < 2)
    if (Array.from(asked).length >= 2) search.mutate(asked)
  }
  return (
    <div ref={whole} className="flex min-h-0 flex-col">
      <form
        role="search"
        className="flex gap-2"
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <span className="relative min-w-0 flex-1">
          <Search
            aria-hidden
            className="pointer-events-none absolute start-3.5 top-1/2 size-5 -translate-y-1/2 text-muted"
          />
          <input
            type="search"
            // What was typed is a customer's: it stays in no list of the browser's.
            autoComplete="off"
            spellCheck={false}
            ref={box}
            maxLength={254}
            value={query}
            onChange={event => setQuery(event.target.value)}
            aria-label={t('console.search.title')}
            aria-describedby="console-search-hint"
            placeholder={t('console.search.placeholder')}
            className={cn(controlClass, 'ps-11')}
          />
        </span>
        <Button type="submit" pending={search.isPending}>
          {t('console.search.action')}
        </Button>
      </form>
      <SearchHint short={short} />
      <div aria-live="polite" className="min-h-0 overflow-y-auto pt-4 empty:hidden">
        {search.isPending ? <SkeletonRows rows={3} /> : null}
        {search.error ? <ErrorState error={search.error} /> : null}
        {search.data && !search.isPending ? (
          <Results answer={search.data} {...(onGo ? { onGo } : {})} />
        ) : null}
      </div>
    </div>
  )
}

/** What may be typed, which depends on what one may see, and that it is on record. */
function SearchHint({ short }: { short: boolean }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  return (
    <p id="console-search-hint" className="pt-2 text-sm text-muted">
      {short ? (
        <span role="alert" className="font-medium text-bad">
          {t('console.search.short')}
        </span>
      ) : (
        <>
          <span className="block">
            {t(may(session, 'customers.reveal') ? 'console.search.hintParts' : 'console.search.hintWhole')}
          </span>
          <span className="block">{t('console.search.onRecord')}</span>
        </>
      )}
    </p>
  )
}

/** Arrow keys go from the box into the results and back, as in every palette. */
function useArrowKeys(whole: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = whole.current
    function move(event: KeyboardEvent) {
      if (!element || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
      const stops = Array.from(element.querySelectorAll<HTMLElement>('input, a[data-row]'))
      const at = stops.findIndex(stop => stop === document.activeElement)
      const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
      if (at < 0 || !next) return
      event.preventDefault()
      next.focus()
    }
    element?.addEventListener('keydown', move)
    return () => element?.removeEventListener('keydown', move)
  }, [whole])
}

function Results({ answer, onGo }: { answer: SearchAnswer; onGo?: () => void }) {
  const { t } = useTranslation()
  const { customers, transaction, more } = answer
  if (customers.length === 0)
    return (
      <EmptyState icon={<SearchX />} title={t('console.search.noneTitle')}>
        {t('console.search.noneText')}
      </EmptyState>
    )
  return (
    <>
      {transaction ? (
        <FoundTransaction transaction={transaction} customers={customers} {...(onGo ? { onGo } : {})} />
      ) : null}
      <p className="pb-2 text-sm font-semibold text-muted">
        {t('console.search.results', { count: customers.length })}
      </p>
      <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
        {customers.map(customer => (
          <li key={customer.id}>
            <CustomerRow customer={customer} {...(onGo ? { onGo } : {})} />
          </li>
        ))}
      </ul>
      {more ? <Hint>{t('console.search.more')}</Hint> : null}
    </>
  )
}

function Hint({ children }: { children: ReactNode }) {
  return <p className="pt-3 text-sm text-muted">{children}</p>
}

/** What was found by its number; each party reads another trace of it, so the trace is opened by its reader. */
function FoundTransaction({
  transaction,
  customers,
  onGo,
}: {
  transaction: NonNullable<SearchAnswer['transaction']>
  customers: readonly FoundCustomer[]
  onGo?: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: session } = useQuery(staffSessionQuery)
  return (
    <section
      aria-label={t('console.search.transaction')}
      className="mb-4 flex flex-col gap-3 rounded-xl bg-sunken px-4 py-3 text-sm"
    >
      <span className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
        <span>
          <span className="block font-mono font-semibold">{grouped(transaction.number)}</span>
          <span className="text-muted">{formatTime(transaction.created_at, language)}</span>
        </span>
        <span className="flex items-center gap-3">
          <Amount money={transaction.amount} className="font-semibold" />
          <StatusPill status={transaction.status} />
        </span>
      </span>
      {may(session, 'customers.read') ? (
        <span className="flex flex-wrap gap-2">
          {customers.map(({ id, name }) => (
            <Link
              key={id}
              to="/console/customers/$customer"
              params={{ customer: id }}
              search={{ transaction: transaction.number }}
              data-row
              {...(onGo ? { onClick: onGo } : {})}
              className={buttonClass({ variant: 'secondary', size: 'sm' })}
            >
              {customers.length === 1 ? t('console.trace.open') : t('console.trace.openFor', { name })}
            </Link>
          ))}
        </span>
      ) : null}
    </section>
  )
}

function CustomerRow({ customer, onGo }: { customer: FoundCustomer; onGo?: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <Link
      to="/console/customers/$customer"
      params={{ customer: customer.id }}
      data-row
      {...(onGo ? { onClick: onGo } : {})}
      className="flex min-h-14 items-center gap-4 px-4 py-2.5 hover:bg-sunken/60 focus-visible:bg-sunken/60 focus-visible:-outline-offset-2"
    >
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="truncate font-semibold">{customer.name}</span>
          <CustomerStatus status={customer.status} />
        </span>
        <span className="mt-0.5 block truncate text-sm text-muted">
          <bdi>{customer.email}</bdi> · <bdi>{customer.phone}</bdi> ·{' '}
          {t('console.search.since', { date: formatDate(customer.created_at, language) })}
        </span>
      </span>
      <span className="hidden shrink-0 text-xs text-muted sm:block">
        {t(`console.search.matchedBy.${customer.matched_by}`)}
      </span>
      <ChevronRight aria-hidden className="size-4.5 shrink-0 text-muted rtl:rotate-180" />
    </Link>
  )
}
