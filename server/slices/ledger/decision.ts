import type pg from 'pg'
import type { Refusal } from '../../platform/errors.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import type { Statement } from '../../platform/statement.ts'
import type { AccountRef } from './accounts.ts'

/**
 * The vocabulary of the money pipeline. A slice that moves money supplies a `Decider`: which accounts and facts
 * its commands need, and a pure function from what was read to what is to be written. Time, ids and numbers
 * come in with the command; inside `decide` there is no I/O, no clock and no randomness.
 */

/** Money moves from one account to another in one currency; the amount is positive minor units. */
export type Posting = { kind: string; from: AccountRef; to: AccountRef; amount: bigint }

/** One business fact with everything it posts. */
export type JournalDraft = {
  id: string
  kind: string
  /** The object it belongs to: a transfer, a deposit, a hold. */
  subject: string
  recordedAt: Date
  postings: readonly Posting[]
  /** The journal this one mirrors. */
  reverses?: string
}

/**
 * Something decisions depend on besides balances: a customer's status, the use of a limit, the state of a
 * deposit. `read` runs after the locks, once per batch with all keys; `write` says what stores the values that decisions
 * changed.
 * A fact that can change must be guarded by a lock the command takes: that of its owner's balance row, or one
 * that `read` takes itself in sorted order.
 */
export type FactSource<Value> = {
  name: string
  read(client: pg.ClientBase, keys: readonly string[]): Promise<ReadonlyMap<string, Value>>
  write?(changed: ReadonlyMap<string, Value>): readonly Statement[]
}

export type FactRequest = { source: FactSource<unknown>; key: string }
export type FactChange = FactRequest & { value: unknown }

/** Rows of one table that decisions insert: written once per batch. */
export type RowSink<Row> = {
  name: string
  insert(rows: readonly Row[]): readonly Statement[]
}

export type RowInsert = { sink: RowSink<unknown>; row: unknown }

export function need<Value>(source: FactSource<Value>, key: string): FactRequest {
  return { source, key }
}

export function change<Value>(source: FactSource<Value>, key: string, value: Value): FactChange {
  return { source, key, value }
}

export function insert<Row>(sink: RowSink<Row>, row: Row): RowInsert {
  return { sink, row }
}

/** What a decider may look at: the state after all earlier commands of the same batch. */
export type View = {
  /** Minor units; 0n for an account that was never used. The account must be one the command named. */
  balance(ref: AccountRef): bigint
  /** The fact, or undefined where there is none. The key must be one the command named. */
  fact<Value>(source: FactSource<Value>, key: string): Value | undefined
}

export type Effects = {
  journals?: readonly JournalDraft[]
  facts?: readonly FactChange[]
  rows?: readonly RowInsert[]
  events?: readonly NewEvent[]
}

/**
 * `decided`: the outcome is stored under the command's key with its effects, whether it is good news or a
 * decline that must be remembered. `refused`: nothing is stored and the key stays unused.
 */
export type Decision<Outcome> =
  | { kind: 'decided'; outcome: Outcome; effects: Effects }
  | { kind: 'refused'; refusal: Refusal }

/** Outcomes are stored as JSON; amounts in them are strings. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

export type Decider<Command, Outcome extends JsonValue> = {
  name: string
  /** Whether it takes money out of customers' accounts: refused while the verifier has stopped outgoing money. */
  outgoing: boolean
  accounts(command: Command): readonly AccountRef[]
  facts(command: Command): readonly FactRequest[]
  decide(view: View, command: Command): Decision<Outcome>
}

/** Whose key it is, the key, and a hash of the request that tells a repeat from a reuse. */
export type Idempotency = { scope: string; key: string; requestHash: Buffer }
