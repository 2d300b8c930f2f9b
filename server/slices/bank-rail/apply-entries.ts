import { createHash } from 'node:crypto'
import { DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { operatorStream } from '../ledger/index.ts'
import type { Source } from './apply-status.ts'
import { entryDecider } from './decide-entry.ts'
import type { BankRailDeps } from './deps.ts'
import type { Entry } from './messages/entries.ts'
import type { AccountReport } from './messages/camt05x.ts'
import { sealCounterparty } from './payer.ts'
import * as entries from './queries-entries.ts'
import { orderIdsByReference } from './queries-orders.ts'
import { MessageError } from './xml/read.ts'

/** Entries decided at the same time: they form a few batches of the pipeline, between which customers get their turn. */
const entriesAtOnce = 250

/** An entry that was booked before with another content. */
export type ChangedEntry = { account: string; entry: Entry }

/** A report on an account that is not ours is no report for us. Throws `MessageError` before anything is booked. */
export function checkAccounts(deps: BankRailDeps, reports: readonly AccountReport[]): void {
  for (const { account, currency } of reports)
    if (deps.bank?.accounts[currency] !== account)
      throw new MessageError('account_not_ours', { account, currency })
}

/**
 * Books the entries of an account that were not booked yet, each once by the bank's reference, wherever it was read
 * first. Gives back those that are known with another amount or side: the bank never says two things of one entry. One
 * that cannot be booked holds up none behind it; the file stays, and is applied again.
 */
export async function bookEntries(
  deps: BankRailDeps,
  { account, entries: told }: AccountReport,
  source: Source,
): Promise<ChangedEntry[]> {
  const changed: ChangedEntry[] = []
  const failures: unknown[] = []
  for (let start = 0; start < told.length; start += entriesAtOnce) {
    const chunk = told.slice(start, start + entriesAtOnce)
    const known = await entries.knownEntries(
      deps.db.pool,
      account,
      chunk.map(({ reference }) => reference),
    )
    const references = chunk.flatMap(entry => entry.parts.flatMap(part => part.endToEndId ?? []))
    const orderIds = await orderIdsByReference(deps.db.pool, references)
    const fresh: Entry[] = []
    for (const entry of chunk) {
      const before = known.get(entry.reference)
      if (!before) fresh.push(entry)
      else if (before.amount !== entry.amount.minor || before.side !== entry.side)
        changed.push({ account, entry })
    }
    const results = await Promise.allSettled(
      fresh.map(entry => book(deps, { account, entry, orderIds, source })),
    )
    results.forEach((result, index) => {
      if (result.status === 'rejected') failures.push(unbooked(fresh[index], result.reason))
      else if (result.value) changed.push(result.value)
    })
    // Where nothing finds room in the pipeline it is no entry's fault, and the next look tries again.
    if (results.length > 0 && results.every(isOverload)) break
  }
  if (changed.length > 0)
    deps.log.error(
      { ...source, account, entries: changed.map(({ entry }) => entry.reference) },
      'the bank says something else of an entry than before',
    )
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} entries could not be booked`)
  return changed
}

/** Names the entry by the bank's reference, which says nothing of who paid. */
function unbooked(entry: Entry | undefined, cause: unknown): Error {
  return new Error(`entry ${entry?.reference} could not be booked`, { cause })
}

function isOverload(result: PromiseSettledResult<unknown>): boolean {
  const reason: unknown = result.status === 'rejected' ? result.reason : undefined
  return reason instanceof DomainError && reason.refusal.code === 'overloaded'
}

async function book(
  deps: BankRailDeps,
  {
    account,
    entry,
    orderIds,
    source,
  }: {
    account: string
    entry: Entry
    orderIds: ReadonlyMap<string, string>
    source: Source
  },
): Promise<ChangedEntry | undefined> {
  const now = deps.clock.now()
  const parts = entry.parts.map(({ endToEndId, counterparty }) => {
    const id = newId()
    const orderId = endToEndId === null ? null : (orderIds.get(endToEndId) ?? null)
    const sealed = sealCounterparty(deps.sealKey, id, counterparty)
    return { id, suspenseId: newId(), orderId, counterparty: sealed }
  })
  const command = { id: newId(), journalId: newId(), account, entry, parts, ...source, now }
  const { minor, currency } = entry.amount
  const requestHash = createHash('sha256')
    .update(`${account}/${entry.reference}/${entry.side}/${minor}/${currency}`)
    .digest()
  const idempotency = { scope: operatorStream, key: `bank entry ${account} ${entry.reference}`, requestHash }
  try {
    await deps.pipeline.execute(entryDecider, command, { idempotency, now })
    return undefined
  } catch (error) {
    if (error instanceof DomainError && error.refusal.code === 'idempotency_key_reused')
      return { account, entry }
    throw error
  }
}
