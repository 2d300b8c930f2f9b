import { sql } from 'kysely'
import type pg from 'pg'
import { z } from 'zod'
import { rhythms, scheduleStatuses } from '../../../../contract/api/scheduled-transfers.ts'
import { currencies, money } from '../../../../contract/money.ts'
import type { ReadDb } from '../../../platform/db.ts'
import { bigintArray, plainArray, textArray, timeArray } from '../../../platform/sql-arrays.ts'
import type { Statement } from '../../../platform/statement.ts'
import { afterCursor, type Cursor } from '../cursor.ts'
import type { Run, Schedule } from './schedule.ts'

/** ISO dates of which some are absent. */
function dateArray(dates: readonly (string | null)[]): string {
  return `{${dates.map(date => date ?? 'NULL').join(',')}}`
}

export function insertSchedules(rows: readonly Schedule[]): Statement {
  return {
    name: 'transfers.insert_schedules',
    text: `INSERT INTO scheduled_transfer (id, payer_id, payer_name, payee_id, matched_by, payee_name, payee_account,
             amount, currency, note, rhythm, starts_on, until_on, run_count, time_zone, status, status_reason, version,
             occurrence, due_on, attempt, next_attempt_at, runs, challenge_id, created_at, updated_at)
           SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[],
             $8::bigint[], $9::text[], $10::text[], $11::text[], $12::date[], $13::date[], $14::int[], $15::text[],
             $16::text[], $17::text[], $18::int[], $19::int[], $20::date[], $21::smallint[], $22::timestamptz[],
             $23::int[], $24::uuid[], $25::timestamptz[], $26::timestamptz[])`,
    values: [
      plainArray(rows.map(row => row.id)),
      plainArray(rows.map(row => row.payer.id)),
      textArray(rows.map(row => row.payer.name)),
      plainArray(rows.map(row => row.payee.id)),
      plainArray(rows.map(row => row.payee.matchedBy)),
      textArray(rows.map(row => row.payee.name)),
      textArray(rows.map(row => row.payee.account)),
      bigintArray(rows.map(row => row.amount.minor)),
      plainArray(rows.map(row => row.amount.currency)),
      textArray(rows.map(row => row.note)),
      plainArray(rows.map(row => row.table.rhythm)),
      plainArray(rows.map(row => row.table.startsOn)),
      dateArray(rows.map(row => row.table.untilOn)),
      bigintArray(rows.map(row => row.table.count)),
      textArray(rows.map(row => row.table.timeZone)),
      plainArray(rows.map(row => row.status)),
      textArray(rows.map(row => row.statusReason)),
      bigintArray(rows.map(row => row.version)),
      bigintArray(rows.map(row => row.next?.occurrence ?? 0)),
      dateArray(rows.map(row => row.next?.on ?? null)),
      bigintArray(rows.map(row => row.next?.attempt ?? 1)),
      timeArray(rows.map(row => row.next?.at ?? null)),
      bigintArray(rows.map(row => row.runs)),
      plainArray(rows.map(row => row.challengeId)),
      timeArray(rows.map(row => row.createdAt)),
      timeArray(rows.map(row => row.updatedAt)),
    ],
  }
}

/** Moves them on, perhaps by several decisions of one batch; one that moved on further, or ended, is not moved back. */
export function updateSchedules(rows: readonly Schedule[]): Statement {
  return {
    name: 'transfers.update_schedules',
    text: `WITH moved AS (
             UPDATE scheduled_transfer s
             SET status = n.status, status_reason = n.reason, version = n.version,
                 occurrence = coalesce(n.occurrence, s.occurrence), due_on = n.due_on,
                 attempt = coalesce(n.attempt, 1), next_attempt_at = n.at, runs = n.runs, updated_at = n.updated_at
             FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::int[], $6::date[], $7::smallint[],
               $8::timestamptz[], $9::int[], $10::timestamptz[])
               AS n (id, status, reason, version, occurrence, due_on, attempt, at, runs, updated_at)
             WHERE s.id = n.id AND s.version < n.version AND s.status IN ('active', 'paused')
             RETURNING 1)
           SELECT expect_rows((SELECT count(*) FROM moved), $11, 'scheduled_transfer')`,
    values: [
      plainArray(rows.map(row => row.id)),
      plainArray(rows.map(row => row.status)),
      textArray(rows.map(row => row.statusReason)),
      bigintArray(rows.map(row => row.version)),
      bigintArray(rows.map(row => row.next?.occurrence ?? null)),
      dateArray(rows.map(row => row.next?.on ?? null)),
      bigintArray(rows.map(row => row.next?.attempt ?? null)),
      timeArray(rows.map(row => row.next?.at ?? null)),
      bigintArray(rows.map(row => row.runs)),
      timeArray(rows.map(row => row.updatedAt)),
      rows.length,
    ],
  }
}

export function insertRuns(rows: readonly Run[]): Statement {
  return {
    name: 'transfers.insert_runs',
    text: `INSERT INTO scheduled_run (schedule_id, due_on, result, reason, transfer_id, transfer_number, attempts, at)
           SELECT * FROM unnest($1::uuid[], $2::date[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::smallint[],
             $8::timestamptz[])`,
    values: [
      plainArray(rows.map(row => row.scheduleId)),
      plainArray(rows.map(row => row.dueOn)),
      plainArray(rows.map(row => row.result)),
      textArray(rows.map(row => row.reason)),
      plainArray(rows.map(row => row.transferId)),
      plainArray(rows.map(row => row.transferNumber)),
      bigintArray(rows.map(row => row.attempts)),
      timeArray(rows.map(row => row.at)),
    ],
  }
}

export async function countRunning(
  client: pg.ClientBase,
  payerIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ payer_id: string; running: number }>({
    name: 'transfers.count_running_schedules',
    text: `SELECT payer_id, count(*)::int AS running FROM scheduled_transfer
           WHERE payer_id = ANY($1::uuid[]) AND status IN ('active', 'paused') GROUP BY payer_id`,
    values: [plainArray(payerIds)],
  })
  return new Map(rows.map(row => [row.payer_id, row.running]))
}

const rowSchema = z.object({
  id: z.string(),
  payer_id: z.string(),
  payer_name: z.string(),
  payee_id: z.string(),
  matched_by: z.enum(['email', 'phone', 'account_number']),
  payee_name: z.string(),
  payee_account: z.string(),
  amount: z.bigint(),
  currency: z.enum(currencies),
  note: z.string().nullable(),
  rhythm: z.enum(rhythms),
  starts_on: z.string(),
  until_on: z.string().nullable(),
  run_count: z.number().nullable(),
  time_zone: z.string(),
  status: z.enum(scheduleStatuses),
  status_reason: z.string().nullable(),
  version: z.number(),
  occurrence: z.number(),
  due_on: z.string().nullable(),
  attempt: z.number(),
  next_attempt_at: z.date().nullable(),
  runs: z.number(),
  challenge_id: z.string(),
  created_at: z.date(),
  updated_at: z.date(),
})

const columns = `id, payer_id, payer_name, payee_id, matched_by, payee_name, payee_account, amount, currency, note, rhythm,
  starts_on::text AS starts_on, until_on::text AS until_on, run_count, time_zone, status, status_reason, version,
  occurrence, due_on::text AS due_on, attempt, next_attempt_at, runs, challenge_id, created_at, updated_at`

function fromStored(stored: unknown): Schedule {
  const row = rowSchema.parse(stored)
  const { occurrence, due_on: on, attempt, next_attempt_at: at } = row
  return {
    id: row.id,
    payer: { id: row.payer_id, name: row.payer_name },
    payee: {
      id: row.payee_id,
      name: row.payee_name,
      account: row.payee_account,
      matchedBy: row.matched_by,
    },
    amount: money(row.amount, row.currency),
    note: row.note,
    table: {
      rhythm: row.rhythm,
      startsOn: row.starts_on,
      untilOn: row.until_on,
      count: row.run_count,
      timeZone: row.time_zone,
    },
    status: row.status,
    statusReason: row.status_reason,
    version: row.version,
    next: on === null || at === null ? null : { occurrence, on, attempt, at },
    runs: row.runs,
    challengeId: row.challenge_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** By id, on the pipeline's own connection. */
export async function readSchedules(
  client: pg.ClientBase | pg.Pool,
  ids: readonly string[],
): Promise<Map<string, Schedule>> {
  const { rows } = await client.query<{ id: string }>({
    name: 'transfers.read_schedules',
    text: `SELECT ${columns} FROM scheduled_transfer WHERE id = ANY($1::uuid[])`,
    values: [plainArray(ids)],
  })
  return new Map(rows.map(row => [row.id, fromStored(row)]))
}

/** Those whose next try is due, the longest overdue first. */
export async function findDue(db: ReadDb, now: Date, limit: number): Promise<Schedule[]> {
  const { rows } = await sql`
    SELECT ${sql.raw(columns)} FROM scheduled_transfer WHERE status = 'active' AND next_attempt_at <= ${now}
    ORDER BY next_attempt_at LIMIT ${limit}`.execute(db)
  return rows.map(fromStored)
}

/** A customer's, newest first. */
export async function listSchedules(
  db: ReadDb,
  payerId: string,
  { after, limit }: { after: Cursor | undefined; limit: number },
): Promise<Schedule[]> {
  const { rows } = await sql`
    SELECT ${sql.raw(columns)} FROM scheduled_transfer WHERE payer_id = ${payerId} AND ${afterCursor(after)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit}`.execute(db)
  return rows.map(fromStored)
}

const runSchema = z.object({
  schedule_id: z.string(),
  due_on: z.string(),
  result: z.enum(['done', 'skipped']),
  reason: z.string().nullable(),
  transfer_id: z.string(),
  transfer_number: z.string(),
  attempts: z.number(),
  at: z.date(),
})

/** The last ten runs of each, newest first. */
export async function lastRuns(db: ReadDb, scheduleIds: readonly string[]): Promise<Run[]> {
  const { rows } = await sql`
    SELECT r.* FROM unnest(${plainArray(scheduleIds)}::uuid[]) AS s (id), LATERAL (
      SELECT schedule_id, due_on::text AS due_on, result, reason, transfer_id, transfer_number, attempts, at
      FROM scheduled_run WHERE schedule_id = s.id ORDER BY scheduled_run.due_on DESC LIMIT 10) r`.execute(db)
  return rows.map(stored => {
    const row = runSchema.parse(stored)
    return {
      scheduleId: row.schedule_id,
      dueOn: row.due_on,
      result: row.result,
      reason: row.reason,
      transferId: row.transfer_id,
      transferNumber: row.transfer_number,
      attempts: row.attempts,
      at: row.at,
    }
  })
}
