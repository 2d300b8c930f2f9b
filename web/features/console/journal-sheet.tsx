import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { formatExactTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import type { StaffAnswer } from '../../lib/staff-api.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Amount } from '../../ui/money.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { useAccountName } from './account-name.tsx'
import { journalQuery } from './finance-queries.ts'
import { PostingName, useJournalName } from './journal-name.tsx'

/** A journal with everything it posts; each side leads to its account. */
export function JournalSheet({
  id,
  onClose,
  onAccount,
  onJournal,
}: {
  id: string
  onClose: () => void
  onJournal: (journal: string) => void
  onAccount: (account: string) => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const nameOf = useJournalName()
  const { data: journal, error, refetch } = useQuery(journalQuery(id))
  return (
    <Sheet
      title={journal ? nameOf(journal.kind) : t('console.finance.ledger.journal')}
      description={journal ? <span className="font-mono text-xs">{journal.kind}</span> : undefined}
      onClose={onClose}
    >
      {error && !journal ? <ErrorState error={error} onRetry={() => void refetch()} /> : null}
      {!journal && !error ? <SkeletonRows rows={4} /> : null}
      {journal ? (
        <>
          <Facts
            lines={[
              {
                label: t('console.finance.ledger.when'),
                value: formatExactTime(journal.recorded_at, language),
              },
              {
                label: t('console.finance.ledger.id'),
                value: <span className="font-mono text-xs break-all">{journal.id}</span>,
              },
              ...(journal.reverses
                ? [
                    {
                      label: t('console.finance.ledger.reverses'),
                      value: (
                        <button
                          type="button"
                          onClick={() => journal.reverses && onJournal(journal.reverses)}
                          className="min-h-6 text-end font-mono text-xs break-all text-brand-text underline-offset-4 hover:underline"
                        >
                          {journal.reverses}
                        </button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
          <h3 className="pt-5 pb-2 text-sm font-semibold">{t('console.finance.ledger.postings')}</h3>
          <Postings of={journal} onAccount={onAccount} />
        </>
      ) : null}
    </Sheet>
  )
}

function Postings({
  of: { postings },
  onAccount,
}: {
  of: StaffAnswer<'getLedgerJournal'>
  onAccount: (account: string) => void
}) {
  const { t } = useTranslation()
  return (
    <ul className="divide-y divide-line">
      {postings.map((posting, index) => (
        <li key={index} className="flex flex-col gap-1.5 py-3">
          <span className="flex justify-between gap-4">
            <PostingName kind={posting.kind} />
            <Amount money={posting.amount} className="font-semibold" />
          </span>
          <Side label={t('console.finance.ledger.from')} account={posting.from} onAccount={onAccount} />
          <Side label={t('console.finance.ledger.to')} account={posting.to} onAccount={onAccount} />
        </li>
      ))}
    </ul>
  )
}

function Side({
  label,
  account,
  onAccount,
}: {
  label: string
  account: { id: string; purpose: string; owner: string | null }
  onAccount: (account: string) => void
}) {
  const nameOf = useAccountName()
  return (
    <span className="flex items-baseline gap-3 text-sm">
      <span className="w-10 shrink-0 text-muted">{label}</span>
      <button
        type="button"
        onClick={() => onAccount(account.id)}
        className="min-h-6 text-start break-all text-brand-text underline-offset-4 hover:underline"
      >
        {nameOf(account.purpose)}
        {account.owner ? <span className="block font-mono text-xs text-muted">{account.owner}</span> : null}
      </button>
    </span>
  )
}
