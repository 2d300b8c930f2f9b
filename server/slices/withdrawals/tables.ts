import type { WithdrawalStatus } from '../../../contract/api/withdrawals.ts'
import type { Currency } from '../../../contract/money.ts'

/** Rows as the driver gives them; `queries.ts` turns them into what the slice works with. */
export type WithdrawalRow = {
  id: string
  number: string
  customer_id: string
  payment_method_id: string
  destination_label: string
  destination_holder: string
  destination_country: string
  amount: bigint
  currency: Currency
  fee_lines: unknown
  status: WithdrawalStatus
  status_reason: string | null
  decline_details: unknown
  version: number
  steps: number
  order_id: string | null
  hold_journal_id: string | null
  end_journal_id: string | null
  return_journal_id: string | null
  step_up_amount: bigint | null
  step_up_new_recipient: bigint | null
  challenge_id: string | null
  limit_day: string | null
  cancel_requested_at: Date | null
  promised_by: Date | null
  expected_by: Date | null
  late_at: Date | null
  created_at: Date
  updated_at: Date
}

export type WithdrawalStepRow = {
  number: number
  state: WithdrawalStatus
  text: string
  reason: string | null
  evidence_kind: 'journal' | 'bank_file' | 'command' | 'clock' | null
  evidence_reference: string | null
  at: Date
}
