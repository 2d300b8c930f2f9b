import { assertInvariant } from '../../platform/errors.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import { accountKey, type AccountRef } from './accounts.ts'
import type { Effects, FactRequest, FactSource, JournalDraft, JsonValue, RowSink, View } from './decision.ts'

/** A balance row as locked and read, then as it will be written. */
export type AccountState = {
  id: string
  balance: bigint
  sequence: bigint
  floor: bigint | null
  changed: boolean
}

export type EntryRow = {
  accountId: string
  sequence: bigint
  journalId: string
  postingNumber: number
  amount: bigint
  balanceAfter: bigint
}

export type PostingRow = {
  journalId: string
  number: number
  kind: string
  fromAccountId: string
  toAccountId: string
  amount: bigint
  currency: string
}

export type OutcomeRow = {
  scope: string
  key: string
  requestHash: Buffer
  outcome: JsonValue
  recordedAt: Date
}

/** Everything one batch will write. */
export type BatchState = {
  accounts: ReadonlyMap<string, AccountState>
  facts: Map<FactSource<unknown>, Map<string, { value: unknown; changed: boolean }>>
  journals: JournalDraft[]
  postings: PostingRow[]
  entries: EntryRow[]
  rows: Map<RowSink<unknown>, unknown[]>
  events: NewEvent[]
  outcomes: OutcomeRow[]
}

export function emptyState(accounts: ReadonlyMap<string, AccountState>): BatchState {
  return {
    accounts,
    facts: new Map(),
    journals: [],
    postings: [],
    entries: [],
    rows: new Map(),
    events: [],
    outcomes: [],
  }
}

function accountOf(state: BatchState, ref: AccountRef): AccountState {
  const account = state.accounts.get(accountKey(ref))
  assertInvariant(account !== undefined, `a decider used ${accountKey(ref)} without naming it`)
  return account
}

/** The view a decider gets. It may ask only for what its command named, because only that was locked and read. */
export function viewOf(state: BatchState): View {
  return {
    balance: ref => accountOf(state, ref).balance,
    fact<Value>(source: FactSource<Value>, key: string): Value | undefined {
      const known = state.facts.get(source)?.get(key)
      assertInvariant(known !== undefined, `a decider used the fact ${source.name} ${key} without naming it`)
      // Values are stored under the very source that read them, so their type is that source's.
      return known.value as Value | undefined
    },
  }
}

/** Every key that was asked for gets its place, also where nothing was found: "not there" is not "not asked". */
export function putFacts(
  state: BatchState,
  source: FactSource<unknown>,
  found: { keys: readonly string[]; values: ReadonlyMap<string, unknown> },
): void {
  const { keys, values } = found
  state.facts.set(source, new Map(keys.map(key => [key, { value: values.get(key), changed: false }])))
}

/** The distinct keys asked of each source. */
export function groupRequests(requests: Iterable<FactRequest>): Map<FactSource<unknown>, string[]> {
  const grouped = new Map<FactSource<unknown>, Set<string>>()
  for (const { source, key } of requests) {
    const keys = grouped.get(source)
    if (keys) keys.add(key)
    else grouped.set(source, new Set([key]))
  }
  return new Map(Array.from(grouped, ([source, keys]) => [source, Array.from(keys)]))
}

/**
 * Applies what was decided to the in-memory state, or throws and leaves it as it was: a decider that would
 * overdraw an account has a bug, and its command alone must fail, not the batch.
 */
export function applyEffects(state: BatchState, effects: Effects): void {
  const { journals = [], facts = [], rows = [], events = [] } = effects
  assertCovered(state, journals)
  assertTold(journals, events)
  for (const { source, key } of facts)
    assertInvariant(
      state.facts.get(source)?.has(key) === true,
      `a decision changed the fact ${source.name} ${key} without naming it`,
    )

  for (const journal of journals) post(state, journal)
  for (const { source, key, value } of facts) state.facts.get(source)?.set(key, { value, changed: true })
  for (const { sink, row } of rows) {
    const inserted = state.rows.get(sink)
    if (inserted) inserted.push(row)
    else state.rows.set(sink, [row])
  }
  for (const event of events) state.events.push(event)
}

/**
 * Money never moves silently, and an event names a journal only in the decision that posts it: so the order of
 * events is the order of each account's entries, on which the sealer and the background check rely.
 */
function assertTold(journals: readonly JournalDraft[], events: readonly NewEvent[]): void {
  const ids = new Set(journals.map(({ id }) => id))
  const told = new Set(events.map(({ journal }) => journal))
  for (const { id, kind } of journals) assertInvariant(told.has(id), `journal ${kind} has no event`)
  for (const { journal, type } of events)
    assertInvariant(journal === null || ids.has(journal), `event ${type} names a journal of another decision`)
}

/** Checks all postings of a decision, in order, on a copy of the touched balances before any is applied. */
function assertCovered(state: BatchState, journals: readonly JournalDraft[]): void {
  const balances = new Map<AccountState, bigint>()
  for (const journal of journals) {
    assertInvariant(journal.postings.length > 0, `journal ${journal.kind} posts nothing`)
    for (const { from, to, amount } of journal.postings) {
      assertInvariant(amount > 0n, `journal ${journal.kind} posts an amount that is not positive`)
      assertInvariant(from.currency === to.currency, `journal ${journal.kind} posts across currencies`)
      const source = accountOf(state, from)
      const target = accountOf(state, to)
      assertInvariant(source !== target, `journal ${journal.kind} posts from an account to itself`)
      const left = (balances.get(source) ?? source.balance) - amount
      assertInvariant(
        source.floor === null || left >= source.floor,
        `journal ${journal.kind} would overdraw account ${source.id}`,
      )
      balances.set(source, left)
      balances.set(target, (balances.get(target) ?? target.balance) + amount)
    }
  }
}

function post(state: BatchState, journal: JournalDraft): void {
  state.journals.push(journal)
  let number = 0
  for (const { kind, from, to, amount } of journal.postings) {
    number += 1
    const source = accountOf(state, from)
    const target = accountOf(state, to)
    state.postings.push({
      journalId: journal.id,
      number,
      kind,
      fromAccountId: source.id,
      toAccountId: target.id,
      amount,
      currency: from.currency,
    })
    enter(state, source, journal.id, number, -amount)
    enter(state, target, journal.id, number, amount)
  }
}

function enter(
  state: BatchState,
  account: AccountState,
  journalId: string,
  postingNumber: number,
  amount: bigint,
): void {
  account.balance += amount
  account.sequence += 1n
  account.changed = true
  state.entries.push({
    accountId: account.id,
    sequence: account.sequence,
    journalId,
    postingNumber,
    amount,
    balanceAfter: account.balance,
  })
}
