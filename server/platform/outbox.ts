import type { Tx } from './db.ts'
import * as queries from './queries-outbox.ts'
import type { Statement } from './statement.ts'

/**
 * A fact that others may want to know of, written in the transaction that makes it true. The dispatcher gives it
 * a position in commit order and hands it to the subscribers (`dispatcher.ts`).
 */
export type NewEvent = {
  /** `object.state`, for example `transfer.completed`. */
  type: string
  /** Of the payload's shape; old versions stay readable. */
  version: number
  /** UUID of the customer whose stream of events it belongs to. */
  stream: string
  /** UUID of the object it is about. */
  subject: string
  /** UUID of the ledger journal behind it, if money moved. */
  journal: string | null
  /** JSON only. `id` is the object's id as it travels (`tr_…`); clients get nothing else of it. */
  payload: Record<string, unknown>
  occurredAt: Date
}

/** Writes events into the outbox and wakes the dispatcher when the transaction commits. */
export async function appendEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  await queries.insertEvents(tx, events)
  await queries.notifyDispatcher(tx)
}

/**
 * What writes them, for the money pipeline. It does not notify: a commit that notifies takes a lock that all notifying
 * commits of the database share. Call `dispatcher.wake()` after the commit.
 */
export function eventStatements(events: readonly NewEvent[]): Statement[] {
  return events.length === 0 ? [] : [queries.insertEventsPrepared(events)]
}
