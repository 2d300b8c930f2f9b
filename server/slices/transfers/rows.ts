import type { Money } from '../../../contract/money.ts'
import type { RowSink } from '../ledger/index.ts'
import type { FeeLine } from '../pricing/index.ts'
import type { DeclineCode } from './declines.ts'
import * as queries from './queries.ts'

/** A transfer as it is stored: once, whatever became of it. */
export type TransferRow = {
  id: string
  number: string
  payerId: string
  payeeId: string
  amount: Money
  fee: Money
  feeLines: readonly FeeLine[]
  declined: { code: DeclineCode; details: Record<string, unknown> } | null
  matchedBy: 'email' | 'phone' | 'account_number'
  /** Masked, as the payer was shown them. */
  recipientName: string
  recipientAccount: string
  note: string | null
  /** The thresholds the decision went by, in minor units, and the challenge it used up; null where it moved nothing. */
  stepUp: { amount: bigint; newRecipient: bigint; challengeId: string | null } | null
  journalId: string | null
  createdAt: Date
}

export const transferRows: RowSink<TransferRow> = {
  name: 'transfers.rows',
  insert: rows => [queries.insertTransfers(rows)],
}
