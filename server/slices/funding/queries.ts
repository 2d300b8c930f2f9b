import type pg from 'pg'
import { z } from 'zod'
import { currencies, money, type Currency } from '../../../contract/money.ts'
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
import { feeOf, type Deposit, type Step } from './deposit.ts'
import { declineCodes } from './rails/rail.ts'
import type { RailEffect } from './rows.ts'
import type { DepositRow, DepositStepRow } from './tables.ts'

type Connection = pg.ClientBase | pg.Pool

const columns = `id, number, customer_id, method, provider, amount, currency, fee_lines,
  other_fee_lines, paid_with, payment_method_id, save_method, refund_requested_at, refund_reason, locale, status,
  status_reason, version, steps, reference, payment_reference, page_url, page_expires_at, cancel_requested_at, decline_code,
  decline_reference, decline_at, limit_day::text AS limit_day, journal_id, reversal_id, expected_by, created_at,
  updated_at`

/** Deposits by id; those that do not exist are absent. */
export async function readDeposits(
  client: Connection,
  ids: readonly string[],
): Promise<Map<string, Deposit>> {
  const { rows } = await client.query<DepositRow>({
    name: 'funding.read_deposits',
    text: `SELECT ${columns} FROM deposit WHERE id = ANY($1::uuid[])`,
    values: [plainArray(ids)],
  })
  return new Map(rows.map(row => [row.id, fromRow(row)]))
}

/** A deposit, if it is this customer's. */
export async function findDeposit(
  client: Connection,
  { id, customerId }: { id: string; customerId: string },
): Promise<Deposit | undefined> {
  const { rows } = await client.query<DepositRow>(
    `SELECT ${columns} FROM deposit WHERE id = $1 AND customer_id = $2`,
    [id, customerId],
  )
  const row = rows[0]
  return row && fromRow(row)
}

export async function findSteps(client: Connection, depositId: string): Promise<DepositStepRow[]> {
  const { rows } = await client.query<DepositStepRow>(
    `SELECT number, state, text, reason, evidence_kind, evidence_reference, at
     FROM deposit_step WHERE deposit_id = $1 ORDER BY number`,
    [depositId],
  )
  return rows
}

export function insertDeposits(deposits: readonly Deposit[]): Statement {
  return {
    name: 'funding.insert_deposits',
    text: `INSERT INTO deposit (id, number, customer_id, method, provider, amount, fee, currency, fee_lines,
             other_fee_lines, payment_method_id, save_method, reference, locale, status, version, steps,
             page_expires_at, limit_day, next_ask_at, expected_by, created_at, updated_at)
           SELECT id, number, customer_id, method, provider, amount, fee, currency, fee_lines, other_fee_lines,
             payment_method_id, save_method, reference, locale, status, version, steps, page_expires_at, limit_day,
             created_at, expected_by, created_at, created_at
           FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
             $8::text[], $9::jsonb[], $10::jsonb[], $11::uuid[], $12::boolean[], $13::text[], $14::text[], $15::text[],
             $16::int[], $17::smallint[], $18::timestamptz[], $19::date[], $20::timestamptz[], $21::timestamptz[])
             AS opened (id, number, customer_id, method, provider, amount, fee, currency, fee_lines, other_fee_lines,
               payment_method_id, save_method, reference, locale, status, version, steps, page_expires_at, limit_day,
               expected_by, created_at)`,
    values: [
      plainArray(deposits.map(deposit => deposit.id)),
      plainArray(deposits.map(deposit => deposit.number)),
      plainArray(deposits.map(deposit => deposit.customerId)),
      plainArray(deposits.map(deposit => deposit.method)),
      plainArray(deposits.map(deposit => deposit.provider)),
      bigintArray(deposits.map(deposit => deposit.amount.minor)),
      bigintArray(deposits.map(deposit => feeOf(deposit).minor)),
      plainArray(deposits.map(deposit => deposit.amount.currency)),
      jsonArray(deposits.map(deposit => deposit.fees.map(storedLine))),
      nullableJson(deposits.map(deposit => deposit.otherFees?.map(storedLine) ?? null)),
      nullableUuidArray(deposits.map(deposit => deposit.paymentMethodId)),
      plainArray(deposits.map(deposit => String(deposit.saveMethod))),
      textArray(deposits.map(deposit => deposit.reference)),
      plainArray(deposits.map(deposit => deposit.locale)),
      plainArray(deposits.map(deposit => deposit.status)),
      bigintArray(deposits.map(deposit => deposit.version)),
      bigintArray(deposits.map(deposit => deposit.steps)),
      timeArray(deposits.map(deposit => deposit.pageExpiresAt)),
      textArray(deposits.map(deposit => deposit.limitDay)),
      timeArray(deposits.map(deposit => deposit.expectedBy)),
      timeArray(deposits.map(deposit => deposit.createdAt)),
    ],
  }
}

/**
 * Writes what decisions changed. The version is compared once more: a deposit that somebody changed without its
 * customer's lock makes the number of rows wrong, and `expect_rows` undoes the batch.
 */
export function updateDeposits(deposits: readonly Deposit[]): Statement {
  return {
    name: 'funding.update_deposits',
    text: `WITH updated AS (
           UPDATE deposit d SET status = n.status, status_reason = n.status_reason, version = n.version,
             steps = n.steps, reference = n.reference, payment_reference = n.payment_reference, page_url = n.page_url,
             page_expires_at = n.page_expires_at, cancel_requested_at = n.cancel_requested_at,
             decline_code = n.decline_code, decline_reference = n.decline_reference, decline_at = n.decline_at,
             limit_day = n.limit_day, journal_id = n.journal_id, reversal_id = n.reversal_id,
             expected_by = n.expected_by, updated_at = n.updated_at, amount = n.amount, fee = n.fee,
             fee_lines = n.fee_lines, paid_with = n.paid_with, refund_requested_at = n.refund_requested_at,
             refund_reason = n.refund_reason
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::smallint[], $6::text[], $7::text[],
             $8::text[], $9::timestamptz[], $10::timestamptz[], $11::text[], $12::text[], $13::timestamptz[],
             $14::date[], $15::uuid[], $16::uuid[], $17::timestamptz[], $18::timestamptz[], $19::bigint[],
             $20::bigint[], $21::jsonb[], $22::jsonb[], $23::timestamptz[], $24::text[])
             AS n (id, status, status_reason, version, steps, reference, payment_reference, page_url, page_expires_at,
               cancel_requested_at, decline_code, decline_reference, decline_at, limit_day, journal_id, reversal_id,
               expected_by, updated_at, amount, fee, fee_lines, paid_with, refund_requested_at, refund_reason)
           WHERE d.id = n.id AND d.version < n.version
           RETURNING 1)
           SELECT expect_rows((SELECT count(*) FROM updated), $25, 'deposit')`,
    values: [...changedColumns(deposits), deposits.length],
  }
}

/** An absent value is SQL's NULL, not JSON's. */
function nullableJson(values: readonly unknown[]): string {
  return textArray(values.map(value => (value === null ? null : JSON.stringify(value))))
}

function changedColumns(deposits: readonly Deposit[]): string[] {
  return [
    plainArray(deposits.map(deposit => deposit.id)),
    plainArray(deposits.map(deposit => deposit.status)),
    textArray(deposits.map(deposit => deposit.statusReason)),
    bigintArray(deposits.map(deposit => deposit.version)),
    bigintArray(deposits.map(deposit => deposit.steps)),
    textArray(deposits.map(deposit => deposit.reference)),
    textArray(deposits.map(deposit => deposit.paymentReference)),
    textArray(deposits.map(deposit => deposit.pageUrl)),
    timeArray(deposits.map(deposit => deposit.pageExpiresAt)),
    timeArray(deposits.map(deposit => deposit.cancelRequestedAt)),
    textArray(deposits.map(deposit => deposit.decline?.code ?? null)),
    textArray(deposits.map(deposit => deposit.decline?.reference ?? null)),
    timeArray(deposits.map(deposit => deposit.decline?.at ?? null)),
    textArray(deposits.map(deposit => deposit.limitDay)),
    nullableUuidArray(deposits.map(deposit => deposit.journalId)),
    nullableUuidArray(deposits.map(deposit => deposit.reversalId)),
    timeArray(deposits.map(deposit => deposit.expectedBy)),
    timeArray(deposits.map(deposit => deposit.updatedAt)),
    bigintArray(deposits.map(deposit => deposit.amount.minor)),
    bigintArray(deposits.map(deposit => feeOf(deposit).minor)),
    jsonArray(deposits.map(deposit => deposit.fees.map(storedLine))),
    nullableJson(deposits.map(deposit => deposit.paidWith)),
    timeArray(deposits.map(deposit => deposit.refund?.requestedAt ?? null)),
    textArray(deposits.map(deposit => deposit.refund?.reason ?? null)),
  ]
}

export function insertSteps(steps: readonly Step[]): Statement {
  return {
    name: 'funding.insert_steps',
    text: `INSERT INTO deposit_step (deposit_id, number, state, text, reason, evidence_kind, evidence_reference, at)
           SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
             $8::timestamptz[])`,
    values: [
      plainArray(steps.map(step => step.depositId)),
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

export function insertRailEffects(effects: readonly RailEffect[]): Statement {
  return {
    name: 'funding.insert_rail_effects',
    text: `INSERT INTO rail_effect (provider, object, effect, deposit_id, journal_id, recorded_at)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::timestamptz[])`,
    values: [
      plainArray(effects.map(effect => effect.provider)),
      textArray(effects.map(effect => effect.object)),
      plainArray(effects.map(effect => effect.effect)),
      plainArray(effects.map(effect => effect.depositId)),
      plainArray(effects.map(effect => effect.journalId)),
      timeArray(effects.map(effect => effect.recordedAt)),
    ],
  }
}

const storedLines = z.array(
  z.strictObject({
    // `deposit_card` before there were methods.
    kind: z.enum(['deposit', 'deposit_card']),
    amount: z.string().regex(/^\d+$/),
    rule: z.string(),
    bearer: z.literal('sender').default('sender'),
  }),
)

function storedLine(line: FeeLine): { kind: string; amount: string; rule: string } {
  return { kind: line.kind, amount: line.amount.minor.toString(), rule: line.rule }
}

const declineSchema = z.enum(declineCodes)

const paidWithSchema = z.strictObject({
  kind: z.enum(['card', 'ewallet', 'bank_account']),
  label: z.string(),
  funding: z.enum(['credit', 'debit', 'prepaid', 'unknown']).nullable(),
})

function linesFrom(stored: unknown, currency: Currency): FeeLine[] {
  return storedLines.parse(stored).map(line => ({ ...line, amount: money(BigInt(line.amount), currency) }))
}

function fromRow(row: DepositRow): Deposit {
  const currency = z.enum(currencies).parse(row.currency)
  const { decline_code: code, decline_reference: declineReference, decline_at: at } = row
  const { refund_requested_at: requestedAt, refund_reason: reason } = row
  return {
    id: row.id,
    number: row.number,
    customerId: row.customer_id,
    method: row.method,
    provider: row.provider,
    amount: money(row.amount, currency),
    fees: linesFrom(row.fee_lines, currency),
    otherFees: row.other_fee_lines === null ? null : linesFrom(row.other_fee_lines, currency),
    paidWith: paidWithSchema.nullable().parse(row.paid_with),
    paymentMethodId: row.payment_method_id,
    saveMethod: row.save_method,
    locale: row.locale,
    status: row.status,
    statusReason: row.status_reason,
    version: row.version,
    steps: row.steps,
    reference: row.reference,
    paymentReference: row.payment_reference,
    pageUrl: row.page_url,
    pageExpiresAt: row.page_expires_at,
    cancelRequestedAt: row.cancel_requested_at,
    refund: requestedAt === null || reason === null ? null : { requestedAt, reason },
    decline:
      code === null || declineReference === null || at === null
        ? null
        : { code: declineSchema.parse(code), reference: declineReference, at },
    limitDay: row.limit_day,
    journalId: row.journal_id,
    reversalId: row.reversal_id,
    expectedBy: row.expected_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
