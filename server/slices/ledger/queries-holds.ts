import type pg from 'pg'
import { isCurrency } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { ReadDb } from '../../platform/db.ts'
import { sql } from 'kysely'
import { bigintArray, plainArray, textArray, timeArray } from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import { partsOf, type Hold, type HoldState, type KnownHold } from './hold.ts'

type HoldRow = {
  id: string
  owner_id: string
  subject_id: string
  amount: bigint
  currency: string
  captured: bigint
  status: string
  created_at: Date
  expires_at: Date
  resolved_at: Date | null
}

/** Locks the rows in the order of their ids, after the balances: everybody locks in this order. */
export async function lockAndReadHolds(
  client: pg.ClientBase,
  ids: readonly string[],
): Promise<Map<string, KnownHold>> {
  const { rows } = await client.query<HoldRow>({
    name: 'ledger.lock_holds',
    text: `SELECT id, owner_id, subject_id, amount, currency, captured, status, created_at, expires_at, resolved_at
           FROM hold WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
    values: [plainArray(ids)],
  })
  return new Map(rows.map(row => [row.id, { hold: holdOf(row), stored: true }]))
}

function holdOf(row: HoldRow): Hold {
  const { id, owner_id: owner, subject_id: subject, amount, currency } = row
  assertInvariant(isCurrency(currency), `hold ${id} is in the unknown currency ${currency}`)
  return {
    id,
    owner,
    subject,
    amount,
    currency,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    state: stateOf(row),
  }
}

function stateOf({ id, status, captured, resolved_at: resolvedAt }: HoldRow): HoldState {
  if (status === 'active') return { status }
  assertInvariant(resolvedAt !== null, `hold ${id} is ${status} but was never resolved`)
  if (status === 'captured') return { status, captured, resolvedAt }
  assertInvariant(
    status === 'released' || status === 'expired',
    `hold ${id} is in the unknown state ${status}`,
  )
  return { status, resolvedAt }
}

/** Inserts the new ones and resolves the others, each of which must still be active. */
export function writeHolds(changed: ReadonlyMap<string, KnownHold>): Statement[] {
  const known = Array.from(changed.values())
  const added = known.filter(({ stored }) => !stored).map(({ hold }) => hold)
  const resolved = known.filter(({ stored }) => stored).map(({ hold }) => hold)
  return [
    ...(added.length > 0 ? [insertHolds(added)] : []),
    ...(resolved.length > 0 ? [updateActiveHolds(resolved)] : []),
  ]
}

function insertHolds(holds: readonly Hold[]): Statement {
  return {
    name: 'ledger.insert_holds',
    text: `INSERT INTO hold (id, owner_id, subject_id, amount, currency, captured, released, status, created_at,
                             expires_at, resolved_at)
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::bigint[],
                                $7::bigint[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[])`,
    values: [
      plainArray(holds.map(({ id }) => id)),
      plainArray(holds.map(({ owner }) => owner)),
      plainArray(holds.map(({ subject }) => subject)),
      bigintArray(holds.map(({ amount }) => amount)),
      textArray(holds.map(({ currency }) => currency)),
      bigintArray(holds.map(hold => partsOf(hold).captured)),
      bigintArray(holds.map(hold => partsOf(hold).released)),
      textArray(holds.map(({ state }) => state.status)),
      timeArray(holds.map(({ createdAt }) => createdAt)),
      timeArray(holds.map(({ expiresAt }) => expiresAt)),
      timeArray(holds.map(resolvedAtOf)),
    ],
  }
}

function updateActiveHolds(holds: readonly Hold[]): Statement {
  return {
    name: 'ledger.resolve_holds',
    text: `WITH resolved AS (
             UPDATE hold h
             SET captured = n.captured, released = n.released, status = n.status, resolved_at = n.resolved_at
             FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[])
               AS n (id, captured, released, status, resolved_at)
             WHERE h.id = n.id AND h.status = 'active'
             RETURNING 1
           )
           SELECT expect_rows((SELECT count(*) FROM resolved), $6, 'hold')`,
    values: [
      plainArray(holds.map(({ id }) => id)),
      bigintArray(holds.map(hold => partsOf(hold).captured)),
      bigintArray(holds.map(hold => partsOf(hold).released)),
      textArray(holds.map(({ state }) => state.status)),
      timeArray(holds.map(resolvedAtOf)),
      holds.length,
    ],
  }
}

function resolvedAtOf({ state }: Hold): Date | null {
  return state.status === 'active' ? null : state.resolvedAt
}

/** Active holds whose time is over, the longest overdue first. */
export async function findDueHolds(
  db: ReadDb,
  now: Date,
  limit: number,
): Promise<{ id: string; owner: string; currency: string }[]> {
  const { rows } = await sql<{ id: string; owner: string; currency: string }>`
    SELECT id, owner_id AS owner, currency FROM hold
    WHERE status = 'active' AND expires_at <= ${now}
    ORDER BY expires_at LIMIT ${limit}`.execute(db)
  return rows
}
