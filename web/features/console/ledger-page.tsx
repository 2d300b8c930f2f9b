import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { BookOpen } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { buttonClass } from '../../ui/button-class.ts'
import { DataTable, oneLine } from '../../ui/data-table.tsx'
import { PageHeader } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { AccountName, useAccountName } from './account-name.tsx'
import { Desk } from './desk.tsx'
import {
  ledgerAccountsQuery,
  ledgerEntriesQuery,
  type LedgerAccount,
  type LedgerEntry,
} from './finance-queries.ts'
import { JournalName } from './journal-name.tsx'
import { JournalSheet } from './journal-sheet.tsx'
import { PagedRows } from './paged-rows.tsx'

const page = getRouteApi('/console/console/ledger')

/** Account → entries → journal: how a balance came to be, down to the posting. */
export function LedgerPage() {
  const { account, customer } = page.useSearch()
  return account ? <Account key={account} id={account} /> : <Accounts customer={customer} />
}

function Accounts({ customer }: { customer: string | undefined }) {
  const { t } = useTranslation()
  const navigate = page.useNavigate()
  const accounts = useQuery(ledgerAccountsQuery(customer))
  return (
    <Desk
      title={t('console.finance.ledger.title')}
      intro={t(customer ? 'console.finance.ledger.introCustomer' : 'console.finance.ledger.intro')}
      action={
        customer ? (
          <Link
            to="/console/customers/$customer"
            params={{ customer }}
            className={buttonClass({ variant: 'secondary', size: 'sm' })}
          >
            {t('console.finance.orders.customer')}
          </Link>
        ) : null
      }
      query={accounts}
      empty={{ icon: <BookOpen />, title: t('console.finance.ledger.empty') }}
    >
      {rows => (
        <AccountTable
          accounts={rows}
          onOpen={account => void navigate({ search: { account, ...(customer ? { customer } : {}) } })}
        />
      )}
    </Desk>
  )
}

function AccountTable({
  accounts,
  onOpen,
}: {
  accounts: readonly LedgerAccount[]
  onOpen: (id: string) => void
}) {
  const { t } = useTranslation()
  return (
    <DataTable
      label={t('console.finance.ledger.title')}
      columns={[
        { name: 'account', head: t('console.finance.ledger.account'), main: true },
        { name: 'currency', head: t('console.finance.ledger.currency') },
        { name: 'entries', head: t('console.finance.ledger.entries'), end: true },
        { name: 'balance', head: t('console.finance.ledger.balance'), end: true },
      ]}
      rows={accounts.map(account => ({
        key: account.id,
        onOpen: () => onOpen(account.id),
        cells: {
          account: <AccountName purpose={account.purpose} />,
          currency: account.balance.currency,
          entries: <span className="tabular-nums">{account.entries}</span>,
          balance: <Amount money={account.balance} />,
        },
      }))}
    />
  )
}

function Account({ id }: { id: string }) {
  const { t } = useTranslation()
  const navigate = page.useNavigate()
  const { customer } = page.useSearch()
  const nameOf = useAccountName()
  const query = useInfiniteQuery(ledgerEntriesQuery(id))
  const [open, setOpen] = useState<string>()
  const account = query.data?.pages[0]?.account
  // A journal leads from one owner's account to another's: back goes to those of the account one is at.
  const owner = account ? account.owner : customer
  return (
    <>
      <PageHeader
        title={
          account
            ? `${nameOf(account.purpose)} · ${account.balance.currency}`
            : t('console.finance.ledger.title')
        }
        onBack={() => void navigate({ search: owner ? { customer: owner } : {} })}
      />
      {account ? (
        <p className="flex flex-wrap items-baseline gap-x-4 pb-5">
          <Amount money={account.balance} look="display" className="text-3xl" />
          <span className="font-mono text-xs text-muted">{account.purpose}</span>
        </p>
      ) : null}
      <PagedRows query={query} empty={{ icon: <BookOpen />, title: t('console.finance.ledger.noEntries') }}>
        {rows => <EntryTable entries={rows} onOpen={setOpen} />}
      </PagedRows>
      {open ? (
        <JournalSheet
          key={open}
          id={open}
          onClose={() => setOpen(undefined)}
          onJournal={setOpen}
          onAccount={account => {
            setOpen(undefined)
            void navigate({ search: { account } })
          }}
        />
      ) : null}
    </>
  )
}

function EntryTable({
  entries,
  onOpen,
}: {
  entries: readonly LedgerEntry[]
  onOpen: (journal: string) => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <DataTable
      label={t('console.finance.ledger.entries')}
      columns={[
        { name: 'kind', head: t('console.finance.ledger.kind'), main: true },
        { name: 'number', head: t('console.finance.ledger.number'), end: true },
        { name: 'when', head: t('console.finance.ledger.when'), className: oneLine },
        { name: 'amount', head: t('console.finance.ledger.amount'), end: true },
        { name: 'after', head: t('console.finance.ledger.after'), end: true },
      ]}
      rows={entries.map(entry => ({
        key: entry.sequence,
        onOpen: () => onOpen(entry.journal),
        cells: {
          kind: <JournalName kind={entry.kind} />,
          number: <span className="text-muted tabular-nums">{entry.sequence}</span>,
          when: <span className="text-muted">{formatTime(entry.recorded_at, language)}</span>,
          amount: <Amount money={entry.amount} sign />,
          after: <Amount money={entry.balance_after} />,
        },
      }))}
    />
  )
}
