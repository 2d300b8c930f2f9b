import type pg from 'pg'
import { bigintArray, nullableUuidArray, plainArray, textArray } from '../../platform/sql-arrays.ts'
import { bookedStatuses, openStatuses, reviewStatuses } from './states.ts'

/** A difference to be kept until a person has settled it. */
export type NewBreak = {
  id: string
  object: string
  kind: string
  depositId: string | null
  amount: bigint | null
  currency: string | null
}

/**
 * Keeps differences; one that is known already is seen again, and one that had matched is open again. Returns those
 * that are open: what a person wrote off stays written off.
 */
export async function upsertBreaks(
  pool: pg.Pool,
  { provider, breaks, now }: { provider: string; breaks: readonly NewBreak[]; now: Date },
): Promise<{ object: string; kind: string }[]> {
  if (breaks.length === 0) return []
  const { rows } = await pool.query<{ object: string; kind: string; status: string }>(
    `INSERT INTO reconciliation_break (id, provider, object, kind, deposit_id, amount, currency, status, first_seen_at,
       last_seen_at)
     SELECT id, $1, object, kind, deposit_id, amount, currency, 'open', $8, $8
     FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::bigint[], $7::text[])
       AS found (id, object, kind, deposit_id, amount, currency)
     ON CONFLICT (provider, object, kind) DO UPDATE SET last_seen_at = excluded.last_seen_at,
       amount = excluded.amount,
       status = CASE reconciliation_break.status WHEN 'matched' THEN 'open' ELSE reconciliation_break.status END
     RETURNING object, kind, status`,
    [
      provider,
      plainArray(breaks.map(found => found.id)),
      textArray(breaks.map(found => found.object)),
      plainArray(breaks.map(found => found.kind)),
      nullableUuidArray(breaks.map(found => found.depositId)),
      bigintArray(breaks.map(found => found.amount)),
      textArray(breaks.map(found => found.currency)),
      now,
    ],
  )
  return rows.filter(({ status }) => status === 'open')
}

/** How many differences wait for a person. */
export async function countOpenBreaks(pool: pg.Pool, provider: string): Promise<number> {
  const { rows } = await pool.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM reconciliation_break WHERE provider = $1 AND status = 'open'`,
    [provider],
  )
  return rows[0]?.open ?? 0
}

/** Differences about objects that are the same on both sides now. */
export async function closeBreaks(
  pool: pg.Pool,
  { provider, objects, now }: { provider: string; objects: readonly string[]; now: Date },
): Promise<void> {
  await pool.query(
    `UPDATE reconciliation_break SET status = 'matched', last_seen_at = $3
     WHERE provider = $1 AND status = 'open' AND object = ANY($2::text[])`,
    [provider, textArray(objects), now],
  )
}

/** Payments we credited for deposits opened in the period. */
export async function bookedPayments(
  pool: pg.Pool,
  { provider, from, to }: { provider: string; from: Date; to: Date },
): Promise<{ id: string; payment: string; amount: bigint; currency: string }[]> {
  const { rows } = await pool.query<{ id: string; payment: string; amount: bigint; currency: string }>(
    `SELECT id, payment_reference AS payment, amount, currency FROM deposit
     WHERE provider = $1 AND created_at >= $2 AND created_at < $3 AND status = ANY($4::text[])`,
    [provider, from, to, bookedStatuses],
  )
  return rows
}

/** Open deposits nobody has asked about although it was due before `since`. */
export async function forgottenDeposits(pool: pg.Pool, since: Date): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM deposit WHERE status = ANY($1::text[]) AND (next_ask_at IS NULL OR next_ask_at < $2)
     ORDER BY next_ask_at LIMIT 10000`,
    [openStatuses, since],
  )
  return rows.map(({ id }) => id)
}

/** Reviews nobody has ended in time. */
export async function overdueReviews(pool: pg.Pool, now: Date): Promise<string[]> {
  const { rows } = await pool.query<{ number: string }>(
    `SELECT number FROM deposit WHERE status = ANY($1::text[]) AND expected_by < $2 ORDER BY expected_by LIMIT 1000`,
    [reviewStatuses, now],
  )
  return rows.map(({ number }) => number)
}

export async function insertRun(
  pool: pg.Pool,
  run: {
    id: string
    provider: string
    from: Date
    to: Date
    compared: number
    matched: number
    breaks: number
    startedAt: Date
    finishedAt: Date
  },
): Promise<void> {
  await pool.query(
    `INSERT INTO reconciliation_run (id, provider, period_from, period_to, compared, matched, breaks, started_at,
       finished_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      run.id,
      run.provider,
      run.from,
      run.to,
      run.compared,
      run.matched,
      run.breaks,
      run.startedAt,
      run.finishedAt,
    ],
  )
}
