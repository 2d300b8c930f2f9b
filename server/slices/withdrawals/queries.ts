import type pg from 'pg'
import { z } from 'zod'
import { currencies, money } from '../../../contract/money.ts'
import {
  bigintArray,
  jsonArray,
  nullableUuidArray,
  plainArray,
  textArray,
  timeArray,
} from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import type { FeeLine } from '../pricing/index.ts'
import { declineCodes, withdrawalReasons } from './reasons.ts'
import type { WithdrawalRow, WithdrawalStepRow } from './tables.ts'
import { feeOf, type Step, type Withdrawal } from './withdrawal.ts'

type Connection = pg.ClientBase | pg.Pool

const columns = `id, number, customer_id, payment_method_id, destination_label, destination_holder, destination_country,
  amount, currency, fee_lines, status, status_reason, decline_details, version, steps, order_id, hold_journal_id,
  end_journal_id, return_journal_id, step_up_amount, step_up_new_recipient, challenge_id, limit_day::text AS limit_day,
  cancel_requested_at, promised_by, expected_by, late_at, created_at, updated_at`

/** Withdrawals by id; those that do not exist are absent. */
export async function readWithdrawals(
  client: Connection,
  ids: readonly string[],
): Promise<Map<string, Withdrawal>> {
  const { rows } = await client.query<WithdrawalRow>({
    name: 'withdrawals.read',
    text: `SELECT ${columns} FROM withdrawal WHERE id = ANY($1::uuid[])`,
    values: [plainArray(ids)],
  })
  return new Map(rows.map(row => [row.id, fromRow(row)]))
}

/** A withdrawal, if it is this customer's. */
export async function findWithdrawal(
  client: Connection,
  { id, customerId }: { id: string; customerId: string },
): Promise<Withdrawal | undefined> {
  const withdrawal = (await readWithdrawals(client, [id])).get(id)
  return withdrawal?.customerId === customerId ? withdrawal : undefined
}

export async function findSteps(client: Connection, withdrawalId: string): Promise<WithdrawalStepRow[]> {
  const { rows } = await client.query<WithdrawalStepRow>(
    `SELECT number, state, text, reason, evidence_kind, evidence_reference, at
     FROM withdrawal_step WHERE withdrawal_id = $1 ORDER BY number`,
    [withdrawalId],
  )
  return rows
}

/** Open withdrawals whose promise is broken, or of whom a person has not answered in time; the longest waiting first. */
export async function findDue(client: Connection, now: Date, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM withdrawal
     WHERE status IN ('pending', 'in_review', 'in_transit') AND expected_by <= $1 ORDER BY expected_by LIMIT $2`,
    [now, limit],
  )
  return rows.map(({ id }) => id)
}

/** Open withdrawals whose customers want them canceled and which were not asked back yet. */
export async function findWished(client: Connection, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT w.id FROM withdrawal w
     WHERE w.cancel_requested_at IS NOT NULL AND w.status IN ('pending', 'in_review', 'in_transit')
       AND NOT EXISTS (SELECT FROM withdrawal_step s WHERE s.withdrawal_id = w.id
                       AND s.text IN ('withdrawal_recall_sent', 'withdrawal_recall_refused'))
     ORDER BY w.cancel_requested_at LIMIT $1`,
    [limit],
  )
  return rows.map(({ id }) => id)
}

export function insertWithdrawals(rows: readonly Withdrawal[]): Statement {
  return {
    name: 'withdrawals.insert',
    text: `INSERT INTO withdrawal (id, number, customer_id, payment_method_id, destination_label, destination_holder,
             destination_country, amount, fee, currency, fee_lines, status, status_reason, decline_details, version,
             steps, order_id, hold_journal_id, step_up_amount, step_up_new_recipient, challenge_id, limit_day,
             promised_by, expected_by, created_at, updated_at)
           SELECT id, number, customer_id, method_id, label, holder, country, amount, fee, currency, fee_lines, status,
             reason, details, version, steps, order_id, hold_journal_id, asked_above, asked_new_above, challenge_id,
             limit_day, expected_by, expected_by, created_at, created_at
           FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[],
             $8::bigint[], $9::bigint[], $10::text[], $11::jsonb[], $12::text[], $13::text[], $14::jsonb[], $15::int[],
             $16::smallint[], $17::uuid[], $18::uuid[], $19::bigint[], $20::bigint[], $21::uuid[], $22::date[],
             $23::timestamptz[], $24::timestamptz[])
             AS ordered (id, number, customer_id, method_id, label, holder, country, amount, fee, currency, fee_lines,
               status, reason, details, version, steps, order_id, hold_journal_id, asked_above, asked_new_above,
               challenge_id, limit_day, expected_by, created_at)`,
    values: [
      plainArray(rows.map(row => row.id)),
      plainArray(rows.map(row => row.number)),
      plainArray(rows.map(row => row.customerId)),
      plainArray(rows.map(row => row.destination.methodId)),
      textArray(rows.map(row => row.destination.label)),
      textArray(rows.map(row => row.destination.holderName)),
      plainArray(rows.map(row => row.destination.country)),
      bigintArray(rows.map(row => row.amount.minor)),
      bigintArray(rows.map(row => feeOf(row).minor)),
      plainArray(rows.map(row => row.amount.currency)),
      jsonArray(rows.map(row => row.fees.map(storedLine))),
      plainArray(rows.map(row => row.status)),
      textArray(rows.map(row => row.statusReason)),
      textArray(rows.map(row => (row.declined ? JSON.stringify(row.declined.details) : null))),
      bigintArray(rows.map(row => row.version)),
      bigintArray(rows.map(row => row.steps)),
      nullableUuidArray(rows.map(row => row.orderId)),
      nullableUuidArray(rows.map(row => row.holdJournalId)),
      bigintArray(rows.map(row => row.stepUp?.amount ?? null)),
      bigintArray(rows.map(row => row.stepUp?.newRecipient ?? null)),
      nullableUuidArray(rows.map(row => row.stepUp?.challengeId ?? null)),
      textArray(rows.map(row => row.limitDay)),
      timeArray(rows.map(row => row.expectedBy)),
      timeArray(rows.map(row => row.createdAt)),
    ],
  }
}

/** Writes what decisions changed; each row exactly once, or the transaction fails. */
export function updateWithdrawals(rows: readonly Withdrawal[]): Statement {
  return {
    name: 'withdrawals.update',
    text: `WITH updated AS (
             UPDATE withdrawal w
             SET status = t.status, status_reason = t.reason, version = t.version, steps = t.steps,
               end_journal_id = t.end_journal_id, return_journal_id = t.return_journal_id,
               cancel_requested_at = t.cancel_requested_at, expected_by = t.expected_by, late_at = t.late_at,
               updated_at = t.updated_at
             FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::smallint[], $6::uuid[], $7::uuid[],
               $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[])
               AS t (id, status, reason, version, steps, end_journal_id, return_journal_id, cancel_requested_at,
                 expected_by, late_at, updated_at)
             WHERE w.id = t.id AND w.version < t.version RETURNING 1)
           SELECT expect_rows((SELECT count(*) FROM updated), $12, 'withdrawal')`,
    values: [
      plainArray(rows.map(row => row.id)),
      plainArray(rows.map(row => row.status)),
      textArray(rows.map(row => row.statusReason)),
      bigintArray(rows.map(row => row.version)),
      bigintArray(rows.map(row => row.steps)),
      nullableUuidArray(rows.map(row => row.endJournalId)),
      nullableUuidArray(rows.map(row => row.returnJournalId)),
      timeArray(rows.map(row => row.cancelRequestedAt)),
      timeArray(rows.map(row => row.expectedBy)),
      timeArray(rows.map(row => row.lateAt)),
      timeArray(rows.map(row => row.updatedAt)),
      rows.length,
    ],
  }
}

export function insertSteps(steps: readonly Step[]): Statement {
  return {
    name: 'withdrawals.insert_steps',
    text: `INSERT INTO withdrawal_step (withdrawal_id, number, state, text, reason, evidence_kind, evidence_reference, at)
           SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
             $8::timestamptz[])`,
    values: [
      plainArray(steps.map(step => step.withdrawalId)),
      bigintArray(steps.map(step => step.number)),
      plainArray(steps.map(step => step.state)),
      plainArray(steps.map(step => step.text)),
      textArray(steps.map(step => step.reason)),
      textArray(steps.map(step => step.evidence?.kind ?? null)),
      textArray(steps.map(step => step.evidence?.reference ?? null)),
      timeArray(steps.map(step => step.at)),
    ],
  }
}

function storedLine({ kind, amount, rule }: FeeLine): { kind: string; amount: string; rule: string } {
  return { kind, amount: amount.minor.toString(), rule }
}

const storedLines = z.array(
  z.strictObject({ kind: z.string(), amount: z.string().regex(/^\d+$/), rule: z.string() }),
)
const storedDetails = z.record(z.string(), z.unknown())

function fromRow(row: WithdrawalRow): Withdrawal {
  const currency = z.enum(currencies).parse(row.currency)
  const { step_up_amount: asked, step_up_new_recipient: askedNew } = row
  return {
    id: row.id,
    number: row.number,
    customerId: row.customer_id,
    destination: {
      methodId: row.payment_method_id,
      label: row.destination_label,
      holderName: row.destination_holder,
      country: row.destination_country,
    },
    amount: money(row.amount, currency),
    // Who withdraws pays for it: no rule may name another bearer for this operation.
    fees: storedLines
      .parse(row.fee_lines)
      .map(line => ({ ...line, amount: money(BigInt(line.amount), currency), bearer: 'sender' as const })),
    status: row.status,
    statusReason: row.status_reason === null ? null : z.enum(withdrawalReasons).parse(row.status_reason),
    declined:
      row.decline_details === null
        ? null
        : {
            code: z.enum(declineCodes).parse(row.status_reason),
            details: storedDetails.parse(row.decline_details),
          },
    version: row.version,
    steps: row.steps,
    orderId: row.order_id,
    holdJournalId: row.hold_journal_id,
    endJournalId: row.end_journal_id,
    returnJournalId: row.return_journal_id,
    stepUp:
      asked === null || askedNew === null
        ? null
        : { amount: asked, newRecipient: askedNew, challengeId: row.challenge_id },
    limitDay: row.limit_day,
    cancelRequestedAt: row.cancel_requested_at,
    promisedBy: row.promised_by,
    expectedBy: row.expected_by,
    lateAt: row.late_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
