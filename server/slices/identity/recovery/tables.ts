import type { IdentityEvidence, RecoveryRequestState } from '../../../../contract/api/recovery.ts'

export type RecoveryRow = {
  id: string
  channel: 'email' | 'sms'
  contact_key: string | null
  allowance: string
  customer_id: string | null
  started_at: Date
  asked_at: Date
  asked: number
  resend_at: Date
  expires_at: Date
  proved_at: Date | null
  token_hash: Buffer | null
  completed_at: Date | null
}

export type RecoveryRequestRow = {
  id: string
  customer_id: string
  state: RecoveryRequestState
  lost: string[]
  statement: string
  token_hash: Buffer
  submitted_at: Date
  earliest_at: Date
  check_by: Date
  checked_at: Date | null
  checked_by: string | null
  evidence: IdentityEvidence[] | null
  findings: string | null
  decide_by: Date | null
  approval_id: string | null
  expires_at: Date
  ended_at: Date | null
  end_reason: string | null
}

export type RecoveryTables = { recovery: RecoveryRow; recovery_request: RecoveryRequestRow }
