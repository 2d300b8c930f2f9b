import { useTranslation } from 'react-i18next'
import type english from '../../messages/console/en.json'

type Known = keyof (typeof english)['console']['finance']['ledger']['journalKind']

const known: Record<Known, true> = {
  bank_entry: true,
  bank_suspense: true,
  suspense_assign: true,
  suspense_settle: true,
  suspense_come_back: true,
  suspense_absorb: true,
  deposit: true,
  deposit_reversed: true,
  transfer: true,
  refund: true,
  conversion: true,
  transfer_abroad: true,
  transfer_abroad_returned: true,
  transfer_abroad_undone: true,
  withdrawal_returned: true,
  hold_placed: true,
  hold_captured: true,
  hold_released: true,
  hold_expired: true,
  journal_reversed: true,
}

function isKnown(kind: string): kind is Known {
  return Object.hasOwn(known, kind)
}

/** A kind of journal in words; one that has no word yet stands there as it is. A point in a key would be a level. */
export function useJournalName(): (kind: string) => string {
  const { t } = useTranslation()
  return kind => {
    const key = kind.replace('.', '_')
    return isKnown(key) ? t(`console.finance.ledger.journalKind.${key}`) : kind
  }
}

export function JournalName({ kind }: { kind: string }) {
  const nameOf = useJournalName()
  return (
    <span>
      <span className="font-medium">{nameOf(kind)}</span>
      <span className="block font-mono text-xs text-muted">{kind}</span>
    </span>
  )
}

type KnownPosting = keyof (typeof english)['console']['finance']['ledger']['postingKind']

const knownPostings: Record<KnownPosting, true> = {
  principal: true,
  fee: true,
  sell: true,
  buy: true,
  markup: true,
  hold: true,
  capture: true,
  release: true,
  return: true,
  suspense: true,
  bank_charges: true,
}

function isKnownPosting(kind: string): kind is KnownPosting {
  return Object.hasOwn(knownPostings, kind)
}

/** What one posting of a journal is, in words and as it is stored; one that has no word yet only as it is stored. */
export function PostingName({ kind }: { kind: string }) {
  const { t } = useTranslation()
  return (
    <span>
      {isKnownPosting(kind) ? (
        <span className="font-medium">{t(`console.finance.ledger.postingKind.${kind}`)}</span>
      ) : null}
      <span className="block font-mono text-xs text-muted">{kind}</span>
    </span>
  )
}
