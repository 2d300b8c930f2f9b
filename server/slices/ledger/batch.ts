import type pg from 'pg'
import { assertInvariant, DomainError, type Refusal } from '../../platform/errors.ts'
import { eventStatements } from '../../platform/outbox.ts'
import type { Statement } from '../../platform/statement.ts'
import type { AccountDirectory } from './account-directory.ts'
import {
  applyEffects,
  emptyState,
  groupRequests,
  putFacts,
  viewOf,
  type AccountState,
  type BatchState,
} from './batch-state.ts'
import type { Decider, Idempotency, JsonValue } from './decision.ts'
import * as queries from './queries.ts'

/** One command on its way, whatever its slice. */
export type Submission = {
  decider: Decider<unknown, JsonValue>
  command: unknown
  idempotency: Idempotency
  /** When the command was given; stamps its stored outcome. */
  now: Date
}

export type Settled =
  | { kind: 'decided'; outcome: JsonValue; replayed: boolean }
  | { kind: 'refused'; error: Error }

/**
 * Runs a batch of commands as one database transaction and says what became of each. The shape is that of every
 * money movement: lock → read → decide (pure) → write → commit, with nothing else in between.
 *
 * Cost on the wire: two round trips, because the connection is pipelined: [begin, lock, reads], [writes, commit]. The
 * reads may follow the lock at once without waiting for its answer: under READ COMMITTED each statement takes its
 * snapshot when it starts, and the server starts it only after the lock statement has ended. The commit may follow the
 * writes because all of them are made before the first is sent, arrive in this order, and one that fails aborts the
 * transaction: then COMMIT does nothing and answers ROLLBACK.
 */
export async function runBatch(
  client: pg.Client,
  directory: AccountDirectory,
  batch: readonly Submission[],
): Promise<Settled[]> {
  const { ids, refs } = await directory.resolve(
    client,
    batch.flatMap(({ decider, command }) => decider.accounts(command)),
  )
  try {
    const { state, outcomes, stopped } = await lockAndRead(client, batch, ids, refs)
    const settled = decideAll(state, batch, outcomes, stopped)
    await writeAndCommit(client, state)
    return settled
  } catch (error) {
    // Whatever failed, the transaction must not live on in this connection.
    await client.query('ROLLBACK')
    throw error
  }
}

type Known = Map<string, { requestHash: Buffer; outcome: JsonValue }>

function outcomeKey({ scope, key }: { scope: string; key: string }): string {
  return `${scope}/${key}`
}

/** Lets everything `submit` sends leave in one packet: a system call per statement was a sixth of the API's time. */
function inOnePacket<Result>(client: pg.Client, submit: () => Result): Result {
  const { stream } = client.connection
  stream.cork()
  try {
    return submit()
  } finally {
    stream.uncork()
  }
}

async function lockAndRead(
  client: pg.Client,
  batch: readonly Submission[],
  ids: readonly string[],
  keysById: ReadonlyMap<string, string>,
): Promise<{ state: BatchState; outcomes: Known; stopped: boolean }> {
  const requests = groupRequests(batch.flatMap(({ decider, command }) => decider.facts(command)))
  const keys = batch.map(({ idempotency }) => idempotency)
  const [, , balances, stored, stopped, ...facts] = await inOnePacket(client, () =>
    Promise.all([
      client.query('BEGIN'),
      queries.lockBalances(client, ids),
      queries.readBalances(client, ids),
      queries.readOutcomes(client, keys),
      queries.readOutgoingStop(client),
      ...Array.from(requests, ([source, factKeys]) => source.read(client, factKeys)),
    ]),
  )
  const accounts = new Map<string, AccountState>()
  for (const row of balances) {
    const key = keysById.get(row.account_id)
    assertInvariant(key !== undefined, 'a balance was read that nobody asked for')
    accounts.set(key, {
      id: row.account_id,
      balance: row.balance,
      sequence: row.last_sequence,
      floor: row.floor,
      changed: false,
    })
  }
  assertInvariant(accounts.size === ids.length, 'an account of the batch has no balance row')
  const state = emptyState(accounts)
  Array.from(requests).forEach(([source, keys], index) =>
    putFacts(state, source, { keys, values: facts[index] ?? new Map() }),
  )
  const outcomes: Known = new Map(
    // Outcomes are JSON this module wrote.
    stored.map(row => [
      outcomeKey(row),
      { requestHash: row.request_hash, outcome: row.outcome as JsonValue },
    ]),
  )
  return { state, outcomes, stopped }
}

/** Decides one command after the other on the state the earlier ones left. Pure but for mutating `state`. */
function decideAll(
  state: BatchState,
  batch: readonly Submission[],
  outcomes: Known,
  stopped: boolean,
): Settled[] {
  const view = viewOf(state)
  return batch.map(({ decider, command, idempotency, now }): Settled => {
    const known = outcomes.get(outcomeKey(idempotency))
    if (known) return replay(known, idempotency)
    if (stopped && decider.outgoing) return refuse({ code: 'maintenance', retryAfterSeconds: 300 })
    try {
      const decision = decider.decide(view, command)
      if (decision.kind === 'refused') return refuse(decision.refusal)
      applyEffects(state, decision.effects)
      state.outcomes.push({ ...idempotency, outcome: decision.outcome, recordedAt: now })
      outcomes.set(outcomeKey(idempotency), {
        requestHash: idempotency.requestHash,
        outcome: decision.outcome,
      })
      return { kind: 'decided', outcome: decision.outcome, replayed: false }
    } catch (error) {
      // A decider that throws has a bug; its command fails alone, the others of the batch go on.
      return { kind: 'refused', error: error instanceof Error ? error : new Error(String(error)) }
    }
  })
}

function refuse({ code, ...rest }: Refusal): Settled {
  return { kind: 'refused', error: new DomainError(code, rest) }
}

function replay(known: { requestHash: Buffer; outcome: JsonValue }, idempotency: Idempotency): Settled {
  if (!known.requestHash.equals(idempotency.requestHash)) return refuse({ code: 'idempotency_key_reused' })
  return { kind: 'decided', outcome: known.outcome, replayed: true }
}

async function writeAndCommit(client: pg.Client, state: BatchState): Promise<void> {
  if (state.outcomes.length === 0) {
    await client.query('ROLLBACK')
    return
  }
  const writes = statementsOf(state)
  const answers = await Promise.allSettled(
    inOnePacket(client, () => [...writes.map(write => client.query(write)), client.query('COMMIT')]),
  )
  const commit = answers.at(-1)
  const committed = commit?.status === 'fulfilled' && commit.value.command === 'COMMIT'
  // The first that failed is the cause; the others only say that the transaction was aborted.
  const failure = answers.find(answer => answer.status === 'rejected')
  if (failure && committed)
    throw new TornBatch('a batch was committed without one of its writes', failure.reason)
  if (failure) throw failure.reason
  assertInvariant(committed, 'the transaction was rolled back at commit')
}

/**
 * What must never be: PostgreSQL committed, though a write was not carried out. Its outcomes are stored, so to repeat it
 * would find them and call it a success.
 */
export class TornBatch extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'TornBatch'
  }
}

const textsByName = new Map<string, string>()

/** The driver refuses a second text under a name and sends what follows: here that would be the COMMIT. */
function assertOneText({ name, text }: Statement): void {
  const known = textsByName.get(name)
  if (known === undefined) textsByName.set(name, text)
  else assertInvariant(known === text, `the statement ${name} has two texts`)
}

/** Everything the batch writes, made before anything is sent: a writer that throws has written nothing. */
function statementsOf(state: BatchState): Statement[] {
  const accounts = Array.from(state.accounts.values()).filter(account => account.changed)
  const statements = [
    state.journals.length > 0
      ? queries.writeBooks({ ...state, accounts })
      : queries.insertOutcomes(state.outcomes),
  ]
  for (const [source, values] of state.facts) statements.push(...factWrites(source, values))
  for (const [sink, rows] of state.rows) statements.push(...sink.insert(rows))
  statements.push(...eventStatements(state.events))
  statements.forEach(assertOneText)
  return statements
}

function factWrites(
  source: BatchState['facts'] extends Map<infer Source, unknown> ? Source : never,
  values: ReadonlyMap<string, { value: unknown; changed: boolean }>,
): readonly Statement[] {
  const changed = new Map<string, unknown>()
  for (const [key, entry] of values) if (entry.changed) changed.set(key, entry.value)
  if (changed.size === 0) return []
  assertInvariant(source.write !== undefined, `the fact ${source.name} was changed but cannot be written`)
  return source.write(changed)
}
