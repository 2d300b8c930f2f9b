import type { PaymentMethodKind, PaymentMethodStatus } from '../../../contract/api/payment-methods.ts'
import type { NameCheckResult } from '../../../contract/api/payment-methods.ts'

export type PaymentMethodRow = {
  id: string
  customer_id: string
  kind: PaymentMethodKind
  status: PaymentMethodStatus
  label: string
  details: unknown
  sealed: Buffer
  fingerprint: Buffer
  is_default: boolean
  /** ISO date. */
  expires_on: string | null
  verified_at: Date | null
  created_at: Date
  removed_at: Date | null
}

export type NameCheckRow = {
  id: string
  customer_id: string
  subject: Buffer
  result: NameCheckResult
  reference: string | null
  checked_at: Date
}

export type PaymentMethodTables = { payment_method: PaymentMethodRow; name_check: NameCheckRow }
