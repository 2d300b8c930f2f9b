import type { DepositStatus } from '../../../contract/api/funding.ts'
import type { Currency } from '../../../contract/money.ts'
import type { Locale } from '../../../contract/schemas.ts'

/** Rows as the driver gives them; `queries.ts` turns them into what the slice works with. */
export type DepositRow = {
  id: string
  number: string
  customer_id: string
  method: 'card'
  provider: string
  amount: bigint
  currency: Currency
  fee_lines: unknown
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
  evidence_kind: 'journal' | 'rail_event' | 'rail_answer' | 'command' | 'clock' | null
  evidence_reference: string | null
  at: Date
}
