import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatExactTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts, type Fact } from '../../ui/facts.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Outcome } from './audit-outcome.tsx'
import { useOperationName } from './operation-name.ts'
import type { AuditEntry } from './queries.ts'

type AuditEntrySheetProps = { entry: AuditEntry; onClose: () => void; onOnly: (party: string) => void }

/** Everything an entry holds, with its place in the chain. */
export function AuditEntrySheet({ entry, onClose, onOnly }: AuditEntrySheetProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const operationName = useOperationName()
  const parties = [entry.actor, entry.subject].flatMap(party =>
    party && party.kind !== 'other' ? [party] : [],
  )
  const different = parties.filter((party, index) => parties.findIndex(({ id }) => id === party.id) === index)
  return (
    <Sheet
      title={operationName(entry.operation)}
      description={formatExactTime(entry.occurred_at, language)}
      onClose={onClose}
      className="max-w-2xl!"
      footer={
        different.length > 0 ? (
          <>
            {different.map(({ id, kind, name }) => (
              <Button key={id} variant="secondary" size="sm" onClick={() => onOnly(id)}>
                {t(kind === 'staff' ? 'console.audit.showStaff' : 'console.audit.showCustomer')}: {name}
              </Button>
            ))}
          </>
        ) : null
      }
    >
      <Facts lines={useLines(entry)} />
    </Sheet>
  )
}

function useLines(entry: AuditEntry): Fact[] {
  const { t } = useTranslation()
  const mono = (text: string): ReactNode => (
    <span className="font-mono text-xs font-normal wrap-anywhere">{text}</span>
  )
  const party = (who: AuditEntry['actor']): ReactNode =>
    who ? (
      <>
        {who.name ? <span className="block">{who.name}</span> : null}
        {mono(who.id)}
      </>
    ) : (
      t('console.audit.nothing')
    )
  const lines: Fact[] = [
    { label: t('console.audit.who'), value: party(entry.actor) },
    { label: t('console.audit.whom'), value: party(entry.subject) },
    { label: t('console.audit.outcome'), value: <Outcome outcome={entry.outcome} /> },
  ]
  if (entry.reason) lines.push({ label: t('console.audit.reason'), value: entry.reason })
  if (entry.case_ref) lines.push({ label: t('console.audit.case'), value: entry.case_ref })
  for (const part of ['before', 'after', 'details'] as const) {
    const facts = entry[part]
    if (facts && Object.keys(facts).length > 0)
      lines.push({ label: t(`console.audit.${part}`), value: <FactsAsText facts={facts} /> })
  }
  lines.push(
    { label: t('console.audit.ip'), value: mono(entry.ip) },
    { label: t('console.audit.userAgent'), value: mono(entry.user_agent || t('console.audit.nothing')) },
    {
      label: t('console.audit.request'),
      // What an operator looks for in the program's log.
      value: (
        <span className="inline-flex items-center gap-1">
          {mono(entry.request_id)}
          <CopyButton text={entry.request_id} label={t('console.audit.copyRequest')} size="inline" />
        </span>
      ),
    },
    {
      label: t('console.audit.position'),
      value: entry.position ? mono(entry.position) : t('console.audit.waiting'),
    },
  )
  if (entry.hash) lines.push({ label: t('console.audit.hash'), value: mono(entry.hash) })
  return lines
}

function FactsAsText({ facts }: { facts: Record<string, unknown> }) {
  return (
    <pre className="text-start font-mono text-xs font-normal wrap-anywhere whitespace-pre-wrap">
      {JSON.stringify(facts, null, 2)}
    </pre>
  )
}
