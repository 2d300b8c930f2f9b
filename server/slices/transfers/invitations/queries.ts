import { sql } from 'kysely'
import type pg from 'pg'
import { z } from 'zod'
import { invitationStatuses, type InvitationStatus } from '../../../../contract/api/invitations.ts'
import { currencies, money } from '../../../../contract/money.ts'
import type { ReadDb } from '../../../platform/db.ts'
import { localeSchema } from '../../../../contract/schemas.ts'
import {
  bigintArray,
  jsonArray,
  nullableUuidArray,
  plainArray,
  textArray,
  timeArray,
} from '../../../platform/sql-arrays.ts'
import type { Statement } from '../../../platform/statement.ts'
import { afterCursor, type Cursor } from '../cursor.ts'
import { linesFromStored, storedLine } from '../fee-lines.ts'
import { feeOf, type Invitation } from './invitation.ts'
import type { Waiting } from '../waiting.ts'

export function insertInvitations(rows: readonly Invitation[]): Statement {
  return {
    name: 'transfers.insert_invitations',
    text: `INSERT INTO transfer_invitation (id, number, payer_id, payer_name, address_kind, address, address_key, amount,
             fee, currency, fee_lines, note, locale, status, version, step_up_amount, step_up_new_recipient, challenge_id,
             balance_after, limit_day, journal_id, created_at, expires_at)
           SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
             $8::bigint[], $9::bigint[], $10::text[], $11::jsonb[], $12::text[], $13::text[], $14::text[], $15::int[],
             $16::bigint[], $17::bigint[], $18::uuid[], $19::bigint[], $20::date[], $21::uuid[], $22::timestamptz[],
             $23::timestamptz[])`,
    values: [
      plainArray(rows.map(row => row.id)),
      plainArray(rows.map(row => row.number)),
      plainArray(rows.map(row => row.payerId)),
      textArray(rows.map(row => row.payerName)),
      plainArray(rows.map(row => row.address.kind)),
      textArray(rows.map(row => row.address.text)),
      textArray(rows.map(row => row.address.key)),
      bigintArray(rows.map(row => row.amount.minor)),
      bigintArray(rows.map(row => feeOf(row).minor)),
      plainArray(rows.map(row => row.amount.currency)),
      jsonArray(rows.map(row => row.feeLines.map(storedLine))),
      textArray(rows.map(row => row.note)),
      plainArray(rows.map(row => row.locale)),
      plainArray(rows.map(row => row.status)),
      bigintArray(rows.map(row => row.version)),
      bigintArray(rows.map(row => row.stepUp.amount)),
      bigintArray(rows.map(row => row.stepUp.newRecipient)),
      nullableUuidArray(rows.map(row => row.stepUp.challengeId)),
      bigintArray(rows.map(row => row.balanceAfter)),
      plainArray(rows.map(row => row.limitDay)),
      plainArray(rows.map(row => row.journalId)),
      timeArray(rows.map(row => row.createdAt)),
      timeArray(rows.map(row => row.expiresAt)),
    ],
  }
}

/** Ends them; each must still be what the decision saw. */
export function updateInvitations(rows: readonly Invitation[]): Statement {
  return {
    name: 'transfers.end_invitations',
    text: `WITH ended AS (
             UPDATE transfer_invitation i
             SET status = n.status, version = n.version, payee_id = n.payee_id, payee_name = n.payee_name,
                 end_journal_id = n.journal_id, ended_at = n.at
             FROM unnest($1::uuid[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::uuid[], $7::timestamptz[])
               AS n (id, status, version, payee_id, payee_name, journal_id, at)
             WHERE i.id = n.id AND i.version = n.version - 1 AND i.end_journal_id IS NULL
             RETURNING 1)
           SELECT expect_rows((SELECT count(*) FROM ended), $8, 'transfer_invitation')`,
    values: [
      plainArray(rows.map(row => row.id)),
      plainArray(rows.map(row => row.status)),
      bigintArray(rows.map(row => row.version)),
      nullableUuidArray(rows.map(row => row.payee?.id ?? null)),
      textArray(rows.map(row => row.payee?.name ?? null)),
      nullableUuidArray(rows.map(row => row.end?.journalId ?? null)),
      timeArray(rows.map(row => row.end?.at ?? null)),
      rows.length,
    ],
  }
}

const rowSchema = z.object({
  id: z.string(),
  number: z.string(),
  payer_id: z.string(),
  payer_name: z.string(),
  address_kind: z.enum(['email', 'phone']),
  address: z.string(),
  address_key: z.string(),
  amount: z.bigint(),
  currency: z.enum(currencies),
  fee_lines: z.unknown(),
  note: z.string().nullable(),
  locale: localeSchema,
  status: z.enum(invitationStatuses),
  version: z.number(),
  payee_id: z.string().nullable(),
  payee_name: z.string().nullable(),
  step_up_amount: z.bigint(),
  step_up_new_recipient: z.bigint(),
  challenge_id: z.string().nullable(),
  balance_after: z.bigint(),
  limit_day: z.string(),
  journal_id: z.string(),
  end_journal_id: z.string().nullable(),
  created_at: z.date(),
  expires_at: z.date(),
  ended_at: z.date().nullable(),
})

const columns = `id, number, payer_id, payer_name, address_kind, address, address_key, amount, currency, fee_lines, note,
  locale, status, version, payee_id, payee_name, step_up_amount, step_up_new_recipient, challenge_id,
  balance_after, limit_day::text AS limit_day, journal_id, end_journal_id, created_at, expires_at, ended_at`

function fromStored(stored: unknown): Invitation {
  const row = rowSchema.parse(stored)
  return {
    id: row.id,
    number: row.number,
    payerId: row.payer_id,
    payerName: row.payer_name,
    address: { kind: row.address_kind, text: row.address, key: row.address_key },
    amount: money(row.amount, row.currency),
    feeLines: linesFromStored(row.fee_lines, row.currency),
    note: row.note,
    locale: row.locale,
    status: row.status,
    version: row.version,
    payee:
      row.payee_id === null || row.payee_name === null ? null : { id: row.payee_id, name: row.payee_name },
    stepUp: {
      amount: row.step_up_amount,
      newRecipient: row.step_up_new_recipient,
      challengeId: row.challenge_id,
    },
    balanceAfter: row.balance_after,
    limitDay: row.limit_day,
    journalId: row.journal_id,
    end:
      row.end_journal_id === null || row.ended_at === null
        ? null
        : { journalId: row.end_journal_id, at: row.ended_at },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}

/** By id, on the pipeline's own connection. */
export async function readInvitations(
  client: pg.ClientBase | pg.Pool,
  ids: readonly string[],
): Promise<Map<string, Invitation>> {
  const { rows } = await client.query<{ id: string }>({
    name: 'transfers.read_invitations',
    text: `SELECT ${columns} FROM transfer_invitation WHERE id = ANY($1::uuid[])`,
    values: [plainArray(ids)],
  })
  return new Map(rows.map(row => [row.id, fromStored(row)]))
}

export async function countWaiting(
  client: pg.ClientBase,
  payerIds: readonly string[],
): Promise<Map<string, Waiting>> {
  const { rows } = await client.query<{ payer_id: string; open: number; taken_back: Date[] }>({
    name: 'transfers.count_waiting_invitations',
    // The database's clock only bounds what is read; which of the latest count is decided by the program's, ahead or not.
    text: `SELECT payer_id, count(*) FILTER (WHERE status = 'awaiting_acceptance')::int AS open,
                  coalesce(array_agg(created_at) FILTER (WHERE status = 'canceled'), '{}') AS taken_back
           FROM transfer_invitation
           WHERE payer_id = ANY($1::uuid[])
             AND (status = 'awaiting_acceptance' OR status = 'canceled' AND created_at > now() - interval '2 days')
           GROUP BY payer_id`,
    values: [plainArray(payerIds)],
  })
  return new Map(rows.map(row => [row.payer_id, { open: row.open, takenBack: row.taken_back }]))
}

/** Those whose time is over, the longest overdue first. */
export async function findDue(db: ReadDb, now: Date, limit: number): Promise<Invitation[]> {
  const { rows } = await sql`
    SELECT ${sql.raw(columns)} FROM transfer_invitation
    WHERE status = 'awaiting_acceptance' AND expires_at <= ${now}
    ORDER BY expires_at LIMIT ${limit}`.execute(db)
  return rows.map(fromStored)
}

type Page = { status: InvitationStatus | undefined; after: Cursor | undefined; limit: number }

/** What a customer sent to addresses, newest first. */
export async function listSent(db: ReadDb, payerId: string, page: Page): Promise<Invitation[]> {
  const { rows } = await sql`
    SELECT ${sql.raw(columns)} FROM transfer_invitation
    WHERE payer_id = ${payerId} AND ${ofStatus(page.status)} AND ${afterCursor(page.after)}
    ORDER BY created_at DESC, id DESC LIMIT ${page.limit}`.execute(db)
  return rows.map(fromStored)
}

/** What waits for the owner of these addresses, and what this customer has accepted; newest first. */
export async function listReceived(
  db: ReadDb,
  payee: { customerId: string; keys: readonly string[]; now: Date },
  page: Page,
): Promise<Invitation[]> {
  const { customerId, keys, now } = payee
  const { rows } = await sql`
    SELECT ${sql.raw(columns)} FROM transfer_invitation
    WHERE (payee_id = ${customerId}
           OR (address_key = ANY(${textArray(keys)}::text[]) AND status = 'awaiting_acceptance' AND expires_at > ${now}
               AND payer_id <> ${customerId}))
      AND ${ofStatus(page.status)} AND ${afterCursor(page.after)}
    ORDER BY created_at DESC, id DESC LIMIT ${page.limit}`.execute(db)
  return rows.map(fromStored)
}

function ofStatus(status: InvitationStatus | undefined) {
  return status === undefined ? sql`true` : sql`status = ${status}`
}
