import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Eye, LogOut, Snowflake } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Loading, Skeleton } from '../../ui/layout.tsx'
import { usePageTitle } from '../../ui/page-title.ts'
import { CustomerContact } from './customer-contact.tsx'
import { CustomerMoney } from './customer-money.tsx'
import { CustomerRestrictions } from './customer-restrictions.tsx'
import { CustomerSessions } from './customer-sessions.tsx'
import { CustomerStatus } from './customer-status.tsx'
import { CustomerTransactions } from './customer-transactions.tsx'
import { EndSessionsSheet } from './end-sessions-sheet.tsx'
import { FreezeSheet } from './freeze-sheet.tsx'
import { customerQuery, type CustomerPageData } from './queries.ts'
import { RevealSheet } from './reveal-sheet.tsx'
import { TransactionSheet } from './transaction-sheet.tsx'
import { useRevealed } from './use-revealed.ts'

const page = getRouteApi('/console/console/customers/$customer')

/** One customer: who, how they stand, their money, and what may be done. Read-only but for the three actions. */
export function CustomerPage() {
  const { t } = useTranslation()
  const { customer: id } = page.useParams()
  const { data, error, refetch } = useQuery(customerQuery(id))
  usePageTitle(data?.name ?? t('console.customer.title'))
  if (data) return <Customer key={id} customer={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Loading className="flex flex-col gap-6">
      <Skeleton className="h-9 w-64" />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Skeleton className="h-96" />
        <Skeleton className="h-72" />
      </div>
    </Loading>
  )
}

type Open = 'reveal' | 'freeze' | 'end_sessions'

function Customer({ customer }: { customer: CustomerPageData }) {
  const [open, setOpen] = useState<Open>()
  const { transaction } = page.useSearch()
  const navigate = page.useNavigate()
  const revealed = useRevealed()
  const close = () => setOpen(undefined)
  return (
    <>
      <Head customer={customer} onOpen={setOpen} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]">
        <CustomerRestrictions customer={customer} />
        <div className="flex min-w-0 flex-col gap-6 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <CustomerContact customer={customer} revealed={revealed} />
          <CustomerMoney customer={customer.id} balances={customer.wallet.balances} />
          <CustomerSessions sessions={customer.sessions} revealed={revealed} />
        </div>
        <CustomerTransactions
          customer={customer.id}
          onOpen={number => void navigate({ search: { transaction: number }, resetScroll: false })}
        />
      </div>
      {transaction ? (
        <TransactionSheet
          customer={customer.id}
          number={transaction}
          onClose={() => void navigate({ search: {}, resetScroll: false })}
        />
      ) : null}
      {open === 'reveal' ? (
        <RevealSheet customer={customer.id} onRevealed={revealed.show} onClose={close} />
      ) : null}
      {open === 'freeze' ? <FreezeSheet customer={customer.id} onClose={close} /> : null}
      {open === 'end_sessions' ? <EndSessionsSheet customer={customer.id} onClose={close} /> : null}
    </>
  )
}

function Head({ customer, onOpen }: { customer: CustomerPageData; onOpen: (what: Open) => void }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4 pb-6">
      <div className="min-w-0">
        <h1 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-2xl font-bold">
          {customer.name}
          <CustomerStatus status={customer.status} />
        </h1>
        <p className="mt-0.5 flex items-center font-mono text-xs text-muted">
          <span className="truncate">{customer.id}</span>
          <CopyButton text={customer.id} label={t('console.customer.copyId')} size="inline" />
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {may(session, 'customers.reveal') ? (
          <Button variant="secondary" size="sm" onClick={() => onOpen('reveal')}>
            <Eye aria-hidden className="size-4" />
            {t('console.reveal.action')}
          </Button>
        ) : null}
        {may(session, 'sessions.end') && customer.sessions.length > 0 ? (
          <Button variant="secondary" size="sm" onClick={() => onOpen('end_sessions')}>
            <LogOut aria-hidden className="size-4" />
            {t('console.endSessions.action')}
          </Button>
        ) : null}
        {may(session, 'restrictions.place') && customer.status !== 'closed' ? (
          <Button variant="secondary" size="sm" onClick={() => onOpen('freeze')}>
            <Snowflake aria-hidden className="size-4" />
            {t('console.freeze.action')}
          </Button>
        ) : null}
      </div>
    </header>
  )
}
