import type { z } from 'zod'
import type { transferSchema } from '../../../contract/api/transfers.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import type { FeeLine } from '../pricing/index.ts'
import type { TransferRow } from './rows.ts'

export type WireTransfer = z.input<typeof transferSchema>

export function presentFees(lines: readonly FeeLine[]): WireTransfer['fees'] {
  return lines.map(({ kind, amount, rule }) => ({ kind, amount: toWireMoney(amount), rule }))
}

/** A transfer as its payer or recipient reads it. What the payer paid on top is the payer's business alone. */
export function presentTransfer(row: TransferRow, viewerId: string): WireTransfer {
  const isPayer = row.payerId === viewerId
  const completed = row.declined === null
  const total = isPayer ? row.amount.minor + row.fee.minor : row.amount.minor
  return {
    id: toTypeId('transfer', row.id),
    number: row.number,
    status: completed ? 'completed' : 'failed',
    status_reason: row.declined?.code ?? null,
    amount: toWireMoney(row.amount),
    fees: isPayer ? presentFees(row.feeLines) : [],
    total: toWireMoney(money(total, row.amount.currency)),
    recipient: { matched_by: row.matchedBy, name: row.recipientName, account_number: row.recipientAccount },
    note: row.note,
    created_at: row.createdAt.toISOString(),
    timeline: timelineOf(row),
    expected_by: null,
    actions: completed ? ['receipt', ...(isPayer ? ['repeat' as const] : [])] : ['repeat', 'contact_support'],
  }
}

/** A transfer between customers is decided at once, so its life is two steps at the same instant. */
function timelineOf(row: TransferRow): WireTransfer['timeline'] {
  const at = row.createdAt.toISOString()
  const created: WireTransfer['timeline'][number] = {
    state: 'processing',
    at,
    text: 'transfer_ordered',
    evidence: { kind: 'command', reference: toTypeId('transfer', row.id) },
    reason: null,
  }
  if (row.journalId === null)
    return [
      created,
      { state: 'failed', at, text: 'transfer_declined', evidence: null, reason: row.declined?.code ?? null },
    ]
  const evidence = { kind: 'journal' as const, reference: toTypeId('journal', row.journalId) }
  return [created, { state: 'completed', at, text: 'transfer_completed', evidence, reason: null }]
}
