import type { DepositMethod, DepositStatus } from '../../../contract/api/funding.ts'
import type { Currency } from '../../../contract/money.ts'
import type { Locale } from '../../../contract/schemas.ts'

/** Rows as the driver gives them; `queries.ts` turns them into what the slice works with. */
export type DepositRow = {
  id: string
  number: string
  customer_id: string
  method: DepositMethod
  provider: string
  amount: bigint
  currency: Currency
  fee_lines: unknown
  other_fee_lines: unknown
  paid_with: unknown
  payment_method_id: string | null
  save_method: boolean
  locale: Locale
  status: DepositStatus
  status_reason: string | null
  version: number
  steps: number
  reference: string | null
  payment_reference: string | null
  page_url: string | null
  page_expires_at: Date
  cancel_requested_at: Date | null
  refund_requested_at: Date | null
  refund_reason: string | null
  decline_code: string | null
  decline_reference: string | null
  decline_at: Date | null
  limit_day: string | null
  journal_id: string | null
  reversal_id: string | null
  expected_by: Date | null
  created_at: Date
  updated_at: Date
}

export type DepositStepRow = {
  number: number
  state: string
  text: string
  reason: string | null
  evidence_kind: 'journal' | 'rail_event' | 'rail_answer' | 'command' | 'clock' | 'bank_entry' | null
  evidence_reference: string | null
  at: Date
}
