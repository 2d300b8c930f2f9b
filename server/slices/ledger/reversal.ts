import { toTypeId } from '../../../contract/ids.ts'
import { assertInvariant, type Refusal } from '../../platform/errors.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import { accountKey, characterOf, operatorStream, type AccountRef } from './accounts.ts'
import {
  change,
  need,
  type Decider,
  type FactSource,
  type JournalDraft,
  type Posting,
  type View,
} from './decision.ts'
import { readReversals } from './queries-reversal.ts'

/** A journal as it was posted. Journals never change, so it may be read before its accounts are locked. */
export type PostedJournal = {
  id: string
  kind: string
  subject: string
  reverses: string | null
  postings: Posting[]
}

export type ReverseJournal = {
  /** From `readJournal`. */
  original: PostedJournal
  journalId: string
  now: Date
}

export type ReverseJournalOutcome = { status: 'reversed'; journal: string }

/** What is known of a journal that is to be reversed. */
export type Reversal = { reversedBy: string | null }

/** By the id of the journal to be reversed. Two reversals of one journal meet at the locks of its accounts. */
const reversalFact: FactSource<Reversal> = {
  name: 'reversal',
  read: readReversals,
  // The journal's own row says what it reverses; a unique index keeps a second one out.
  write: () => [],
}

/**
 * Takes a journal back by its mirror: every posting with from and to exchanged, the last first, so that each
 * balance goes back the way it came. At most once. If an account no longer has what it would have to give, the
 * reversal is refused as a whole and its caller must decide what else to do.
 */
export const reverseJournal: Decider<ReverseJournal, ReverseJournalOutcome> = {
  name: 'journal.reverse',
  outgoing: true,
  accounts: ({ original }) => original.postings.flatMap(({ from, to }) => [from, to]),
  facts: ({ original }) => [need(reversalFact, original.id)],
  decide(view, { original, journalId, now }) {
    const refusal = refusalOf(view, original)
    if (refusal) return { kind: 'refused', refusal }
    const journal: JournalDraft = {
      id: journalId,
      kind: 'journal.reversed',
      subject: original.subject,
      recordedAt: now,
      postings: mirrorOf(original.postings),
      reverses: original.id,
    }
    return {
      kind: 'decided',
      outcome: { status: 'reversed', journal: toTypeId('journal', journalId) },
      effects: {
        journals: [journal],
        facts: [change(reversalFact, original.id, { reversedBy: journalId })],
        events: eventsOf(journal, original),
      },
    }
  },
}

function refusalOf(view: View, original: PostedJournal): Refusal | undefined {
  const known = view.fact(reversalFact, original.id)
  if (!known) return { code: 'not_found' }
  if (known.reversedBy !== null)
    return { code: 'transition_not_allowed', details: { reversed_by: toTypeId('journal', known.reversedBy) } }
  // A hold is given back by releasing it, and a mistaken reversal is followed by a new journal that says why.
  if (original.kind.startsWith('hold.') || original.reverses !== null)
    return { code: 'transition_not_allowed', details: { kind: original.kind } }
  return isCovered(view, mirrorOf(original.postings)) ? undefined : { code: 'insufficient_funds' }
}

export function mirrorOf(postings: readonly Posting[]): Posting[] {
  return postings.toReversed().map(({ kind, from, to, amount }) => ({ kind, from: to, to: from, amount }))
}

function isCovered(view: View, postings: readonly Posting[]): boolean {
  const balances = new Map<string, bigint>()
  const balanceOf = (ref: AccountRef): bigint => balances.get(accountKey(ref)) ?? view.balance(ref)
  return postings.every(({ from, to, amount }) => {
    const left = balanceOf(from) - amount
    balances.set(accountKey(from), left)
    balances.set(accountKey(to), balanceOf(to) + amount)
    const { floor } = characterOf(from.purpose)
    return floor === null || left >= floor
  })
}

/** One for each customer it touches; for the operator's own stream if it touches none. */
function eventsOf(journal: JournalDraft, original: PostedJournal): NewEvent[] {
  const owners = new Set(journal.postings.flatMap(({ from, to }) => [from.owner, to.owner]))
  owners.delete(null)
  const streams = owners.size > 0 ? Array.from(owners) : [operatorStream]
  return streams.map(stream => {
    assertInvariant(stream !== null, 'streams have owners')
    return {
      type: 'journal.reversed',
      version: 1,
      stream,
      subject: original.subject,
      journal: journal.id,
      payload: { id: toTypeId('journal', journal.id), reverses: toTypeId('journal', original.id) },
      occurredAt: journal.recordedAt,
    }
  })
}
