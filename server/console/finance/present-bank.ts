import { z } from 'zod'
import {
  bankEntryPartStatuses,
  bankFileFaultSchema,
  bankFileStatuses,
  paymentOrderSchema,
  paymentOrderStatuses,
  type bankFileLineSchema,
  type bankFileSchema,
  type orderStepSchema,
} from '../../../contract/api/bank-files.ts'
import {
  bankBreakSchema,
  breakStatuses,
  suspenseReasonSchema,
  suspenseStatuses,
  type bankStatementSchema,
  type suspenseItemSchema,
} from '../../../contract/api/finance.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { exponentOf, formatAmount, money, toWireMoney } from '../../../contract/money.ts'
import { counterpartyOf, fileDecisionsIn, resolutionsOf } from '../../slices/bank-rail/index.ts'
import type {
  BreakRow,
  EntryRow,
  FileRow,
  ItemRow,
  OrderRow,
  PartRow,
  StatementRow,
  StepRow,
} from './queries-bank.ts'

/** Rows as the finance desk reads them. What is stored is parsed: a state nobody knows is a mistake, not a text. */

export function presentFile(
  row: FileRow,
  names: ReadonlyMap<string, string>,
): z.input<typeof bankFileSchema> {
  return {
    number: row.number,
    direction: row.direction,
    kind: row.kind,
    name: row.name,
    message_id: row.message_id,
    sha256: row.sha256?.toString('hex') ?? null,
    size: row.size,
    status: z.enum(bankFileStatuses).parse(row.status),
    fault: row.fault === null ? null : bankFileFaultSchema.parse(row.fault),
    reason_code: row.reason_code,
    reason_text: row.reason_text,
    explanation: row.explanation,
    decided_by: row.decided_by && (names.get(row.decided_by) ?? null),
    ways: fileDecisionsIn(row.status),
    requested_on: row.requested_on,
    transactions: row.transactions,
    total: row.currency && toWireMoney(money(row.total, row.currency)),
    created_at: row.created_at.toISOString(),
    sent_at: row.sent_at?.toISOString() ?? null,
  }
}

export function presentOrder(row: OrderRow): z.input<typeof paymentOrderSchema> {
  return {
    id: toTypeId('paymentOrder', row.id),
    client: paymentOrderSchema.shape.client.parse(row.client),
    number: row.number,
    end_to_end_id: row.end_to_end_id,
    customer: row.owner_id && toTypeId('customer', row.owner_id),
    amount: toWireMoney(money(row.amount, row.currency)),
    creditor: row.payee,
    status: z.enum(paymentOrderStatuses).parse(row.status),
    reason_code: row.reason_code,
    reason_text: row.reason_text,
    file: row.file_number,
    requested_on: row.requested_on,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

export function presentStep(row: StepRow): z.input<typeof orderStepSchema> {
  return {
    kind: row.kind,
    at: row.at.toISOString(),
    reason_code: row.reason_code,
    reason_text: row.reason_text,
    file: row.file_number,
    file_name: row.file_name,
    sha256: row.sha256?.toString('hex') ?? null,
    line: row.line,
    message_id: row.message_id,
    statement_entry: row.statement_entry,
  }
}

/** What stands at a line; null where nothing of it is known. */
export function presentLine(
  line: number,
  {
    entries,
    parts,
    orders,
    sealKey,
  }: { entries: EntryRow[]; parts: PartRow[]; orders: OrderRow[]; sealKey: Buffer },
): z.input<typeof bankFileLineSchema> | null {
  if (entries.length === 0 && orders.length === 0) return null
  return {
    line,
    entries: entries.map(entry => ({
      statement_entry: entry.reference,
      side: entry.side,
      amount: toWireMoney(money(entry.amount, entry.currency)),
      booked_on: entry.booked_on,
      parts: parts
        .filter(part => part.entry_id === entry.id)
        .map(part => ({
          amount: toWireMoney(money(part.amount, entry.currency)),
          counterparty: counterpartyOf(sealKey, part).name,
          reference: part.reference,
          status: z.enum(bankEntryPartStatuses).parse(part.status),
        })),
    })),
    payments: orders.map(presentOrder),
  }
}

export function presentItem(
  row: ItemRow,
  { requests, sealKey }: { requests: ReadonlyMap<string, string>; sealKey: Buffer },
): z.input<typeof suspenseItemSchema> {
  const approval = requests.get(row.id)
  const counterparty = counterpartyOf(sealKey, { ...row, id: row.part_id })
  return {
    id: toTypeId('suspenseItem', row.id),
    amount: toWireMoney(money(row.amount, row.currency)),
    side: row.side,
    reason: suspenseReasonSchema.parse(row.reason),
    status: z.enum(suspenseStatuses).parse(row.status),
    counterparty,
    reference: row.reference,
    booked_on: row.booked_on,
    file: row.file_number,
    line: row.line,
    statement_entry: row.statement_entry,
    customer: row.customer_id && toTypeId('customer', row.customer_id),
    ways: approval === undefined ? resolutionsOf(row, counterparty) : [],
    approval: approval === undefined ? null : toTypeId('approval', approval),
    created_at: row.created_at.toISOString(),
  }
}

export function presentStatement(row: StatementRow): z.input<typeof bankStatementSchema> {
  const { currency, book_balance: balance } = row
  return {
    id: toTypeId('reconciliationRun', row.id),
    account: row.account,
    sequence: row.sequence,
    day: row.day,
    opening: toWireMoney(money(row.opening, currency)),
    closing: toWireMoney(money(row.closing, currency)),
    compared_at: row.compared_at?.toISOString() ?? null,
    book_balance: balance === null ? null : toWireMoney(money(balance, currency)),
    matched: row.matched,
    breaks: row.breaks,
    open_breaks: row.open_breaks,
  }
}

export function presentBreak(
  row: BreakRow,
  names: ReadonlyMap<string, string>,
): z.input<typeof bankBreakSchema> {
  const amount = (minor: bigint | null): string | null =>
    minor === null ? null : formatAmount(minor, exponentOf(row.currency))
  return {
    id: toTypeId('reconciliationBreak', row.id),
    account: row.account,
    currency: row.currency,
    kind: bankBreakSchema.shape.kind.parse(row.kind),
    object: row.object,
    expected: amount(row.expected),
    found: amount(row.found),
    status: z.enum(breakStatuses).parse(row.status),
    solution: row.solution,
    solved_by: row.solved_by && (names.get(row.solved_by) ?? null),
    opened_at: row.opened_at.toISOString(),
    solved_at: row.solved_at?.toISOString() ?? null,
  }
}
