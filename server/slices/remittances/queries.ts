import type pg from 'pg'
import { z } from 'zod'
import { purposeCodes } from '../../../contract/corridors/index.ts'
import type { TransferAbroadStatus } from '../../../contract/api/remittances.ts'
import { assertInvariant } from '../../platform/errors.ts'
import {
  bigintArray,
  nullableUuidArray,
  plainArray,
  textArray,
  timeArray,
} from '../../platform/sql-arrays.ts'
import type { Statement } from '../../platform/statement.ts'
import { readQuotes } from './queries-quotes.ts'
import { readRecipients } from './queries-recipients.ts'
import { abroadReasons } from './reasons.ts'
import { openStatuses } from './states.ts'
import type { Step, Transfer } from './transfer.ts'

type Connection = pg.ClientBase | pg.Pool

type TransferRow = {
  id: string
  number: string
  customer_id: string
  recipient_id: string
  quote_id: string
  status: TransferAbroadStatus
  status_reason: string | null
  decline_details: Record<string, unknown> | null
  bank_reason_code: string | null
  bank_reason_text: string | null
  version: number
  steps: number
  purpose: string | null
  message: string | null
  journal_id: string | null
  hold_id: string | null
  order_id: string | null
  undo_journal_id: string | null
  return_journal_id: string | null
  left_at: Date | null
  limit_day: string | null
  balance_after: bigint | null
  step_up_amount: bigint | null
  step_up_new_recipient: bigint | null
  challenge_id: string | null
  expected_by: Date | null
  late_at: Date | null
  created_at: Date
  updated_at: Date
}

const columns = `id, number, customer_id, recipient_id, quote_id, status, status_reason, decline_details,
  bank_reason_code, bank_reason_text, version, steps, purpose, message, journal_id, hold_id, order_id, undo_journal_id,
  return_journal_id, left_at, limit_day::text AS limit_day, balance_after, step_up_amount, step_up_new_recipient, challenge_id, expected_by,
  late_at, created_at, updated_at`

/** Transfers by id, each with its price and recipient; those that do not exist are absent. */
export async function readTransfers(
  client: Connection,
  ids: readonly string[],
): Promise<Map<string, Transfer>> {
  const { rows } = await client.query<TransferRow>({
    name: 'remittances.read_transfers',
    text: `SELECT ${columns} FROM transfer_abroad WHERE id = ANY($1::uuid[])`,
    values: [plainArray(ids)],
  })
  const quotes = await readQuotes(
    client,
    rows.map(row => row.quote_id),
  )
  const recipients = await readRecipients(
    client,
    rows.map(row => row.recipient_id),
  )
  return new Map(
    rows.map(row => {
      const quote = quotes.get(row.quote_id)
      const recipient = recipients.get(row.recipient_id)
      assertInvariant(
        quote !== undefined && recipient !== undefined,
        `transfer abroad ${row.id} has a price and a recipient`,
      )
      return [row.id, fromRow(row, { quote, recipient })]
    }),
  )
}

/** A transfer, if it is this customer's. */
export async function findTransfer(
  client: Connection,
  { id, customerId }: { id: string; customerId: string },
): Promise<Transfer | undefined> {
  const transfer = (await readTransfers(client, [id])).get(id)
  return transfer?.customerId === customerId ? transfer : undefined
}

export type StepRow = {
  state: string
  text: string
  reason: string | null
  evidence_kind: 'journal' | 'bank_file' | 'command' | 'clock' | null
  evidence_reference: string | null
  at: Date
}

export async function findSteps(client: Connection, transferId: string): Promise<StepRow[]> {
  const { rows } = await client.query<StepRow>(
    `SELECT state, text, reason, evidence_kind, evidence_reference, at
     FROM transfer_abroad_step WHERE transfer_id = $1 ORDER BY number`,
    [transferId],
  )
  return rows
}

export type DueTransfer = { id: string; version: number }

/** Transfers past their time about which something is still to be done, the longest overdue first. */
export async function findDue(
  client: Connection,
  { now, limit }: { now: Date; limit: number },
): Promise<DueTransfer[]> {
  const { rows } = await client.query<DueTransfer>(
    `SELECT id, version FROM transfer_abroad
     WHERE status = ANY($1::text[]) AND expected_by <= $2 AND (status = 'sent' OR late_at IS NULL)
     ORDER BY expected_by LIMIT $3`,
    [openStatuses, now, limit],
  )
  return rows
}

export function insertTransfers(transfers: readonly Transfer[]): Statement {
  return {
    name: 'remittances.insert_transfers',
    text: `INSERT INTO transfer_abroad (id, number, customer_id, recipient_id, quote_id, status, status_reason,
             decline_details, version, steps, purpose, message, journal_id, hold_id, order_id, limit_day, step_up_amount,
             step_up_new_recipient, challenge_id, expected_by, created_at, balance_after, updated_at)
           SELECT *, created_at FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[],
             $7::text[], $8::jsonb[], $9::int[], $10::smallint[], $11::text[], $12::text[], $13::uuid[], $14::uuid[],
             $15::uuid[], $16::date[], $17::bigint[], $18::bigint[], $19::uuid[], $20::timestamptz[],
             $21::timestamptz[], $22::bigint[])
             AS made (id, number, customer_id, recipient_id, quote_id, status, status_reason, decline_details, version,
               steps, purpose, message, journal_id, hold_id, order_id, limit_day, step_up_amount, step_up_new_recipient,
               challenge_id, expected_by, created_at, balance_after)`,
    values: [
      plainArray(transfers.map(({ id }) => id)),
      plainArray(transfers.map(({ number }) => number)),
      plainArray(transfers.map(({ customerId }) => customerId)),
      plainArray(transfers.map(({ recipient }) => recipient.id)),
      plainArray(transfers.map(({ quote }) => quote.id)),
      plainArray(transfers.map(({ status }) => status)),
      textArray(transfers.map(({ statusReason }) => statusReason)),
      textArray(transfers.map(({ declineDetails }) => declineDetails && JSON.stringify(declineDetails))),
      bigintArray(transfers.map(({ version }) => version)),
      bigintArray(transfers.map(({ steps }) => steps)),
      textArray(transfers.map(({ purpose }) => purpose)),
      textArray(transfers.map(({ message }) => message)),
      nullableUuidArray(transfers.map(({ journalId }) => journalId)),
      nullableUuidArray(transfers.map(({ holdId }) => holdId)),
      nullableUuidArray(transfers.map(({ orderId }) => orderId)),
      textArray(transfers.map(({ limitDay }) => limitDay)),
      bigintArray(transfers.map(({ stepUp }) => stepUp?.amount ?? null)),
      bigintArray(transfers.map(({ stepUp }) => stepUp?.newRecipient ?? null)),
      nullableUuidArray(transfers.map(({ stepUp }) => stepUp?.challengeId ?? null)),
      timeArray(transfers.map(({ expectedBy }) => expectedBy)),
      timeArray(transfers.map(({ createdAt }) => createdAt)),
      bigintArray(transfers.map(({ balanceAfter }) => balanceAfter)),
    ],
  }
}

/** Writes what decisions changed; the version is compared once more, and `expect_rows` undoes the batch. */
export function updateTransfers(transfers: readonly Transfer[]): Statement {
  return {
    name: 'remittances.update_transfers',
    text: `WITH updated AS (
             UPDATE transfer_abroad t SET status = n.status, status_reason = n.status_reason,
               bank_reason_code = n.bank_reason_code, bank_reason_text = n.bank_reason_text, version = n.version,
               steps = n.steps, undo_journal_id = n.undo_journal_id, return_journal_id = n.return_journal_id,
               limit_day = n.limit_day, expected_by = n.expected_by, late_at = n.late_at, updated_at = n.updated_at,
               balance_after = n.balance_after,
               left_at = n.left_at
             FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::smallint[],
               $8::uuid[], $9::uuid[], $10::date[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::bigint[], $15::timestamptz[])
               AS n (id, status, status_reason, bank_reason_code, bank_reason_text, version, steps, undo_journal_id,
                 return_journal_id, limit_day, expected_by, late_at, updated_at, balance_after, left_at)
             WHERE t.id = n.id AND t.version < n.version
             RETURNING 1
           )
           SELECT expect_rows((SELECT count(*) FROM updated), $16, 'transfer_abroad')`,
    values: [
      plainArray(transfers.map(({ id }) => id)),
      plainArray(transfers.map(({ status }) => status)),
      textArray(transfers.map(({ statusReason }) => statusReason)),
      textArray(transfers.map(({ bankReason }) => bankReason?.code ?? null)),
      textArray(transfers.map(({ bankReason }) => bankReason?.text ?? null)),
      bigintArray(transfers.map(({ version }) => version)),
      bigintArray(transfers.map(({ steps }) => steps)),
      nullableUuidArray(transfers.map(({ undoJournalId }) => undoJournalId)),
      nullableUuidArray(transfers.map(({ returnJournalId }) => returnJournalId)),
      textArray(transfers.map(({ limitDay }) => limitDay)),
      timeArray(transfers.map(({ expectedBy }) => expectedBy)),
      timeArray(transfers.map(({ lateAt }) => lateAt)),
      timeArray(transfers.map(({ updatedAt }) => updatedAt)),
      bigintArray(transfers.map(({ balanceAfter }) => balanceAfter)),
      timeArray(transfers.map(({ leftAt }) => leftAt)),
      transfers.length,
    ],
  }
}

export function insertSteps(steps: readonly Step[]): Statement {
  return {
    name: 'remittances.insert_steps',
    text: `INSERT INTO transfer_abroad_step (transfer_id, number, state, text, reason, evidence_kind,
             evidence_reference, at)
           SELECT * FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
             $8::timestamptz[])`,
    values: [
      plainArray(steps.map(({ transferId }) => transferId)),
      bigintArray(steps.map(({ number }) => number)),
      plainArray(steps.map(({ state }) => state)),
      plainArray(steps.map(({ text }) => text)),
      textArray(steps.map(({ reason }) => reason)),
      textArray(steps.map(({ evidence }) => evidence?.kind ?? null)),
      textArray(steps.map(({ evidence }) => evidence?.reference ?? null)),
      timeArray(steps.map(({ at }) => at)),
    ],
  }
}

const reasonSchema = z.enum(abroadReasons)
const purposeSchema = z.enum(purposeCodes)

function fromRow(row: TransferRow, { quote, recipient }: Pick<Transfer, 'quote' | 'recipient'>): Transfer {
  const { step_up_amount: asked, step_up_new_recipient: askedNew } = row
  return {
    id: row.id,
    number: row.number,
    customerId: row.customer_id,
    recipient,
    quote,
    status: row.status,
    statusReason: row.status_reason === null ? null : reasonSchema.parse(row.status_reason),
    declineDetails: row.decline_details,
    bankReason:
      row.bank_reason_code === null ? null : { code: row.bank_reason_code, text: row.bank_reason_text },
    version: row.version,
    steps: row.steps,
    purpose: row.purpose === null ? null : purposeSchema.parse(row.purpose),
    message: row.message,
    journalId: row.journal_id,
    holdId: row.hold_id,
    orderId: row.order_id,
    undoJournalId: row.undo_journal_id,
    returnJournalId: row.return_journal_id,
    leftAt: row.left_at,
    limitDay: row.limit_day,
    balanceAfter: row.balance_after,
    stepUp:
      asked === null || askedNew === null
        ? null
        : { amount: asked, newRecipient: askedNew, challengeId: row.challenge_id },
    expectedBy: row.expected_by,
    lateAt: row.late_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
