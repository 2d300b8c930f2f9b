import type { ApprovalStatus } from '../../../contract/api/approvals.ts'
import type { StaffStatus } from '../../../contract/api/staff.ts'
import type { Locale } from '../../../contract/schemas.ts'
import type { StaffRole } from '../../../contract/staff-permissions.ts'

export type InvitationEndReason = 'accepted' | 'replaced' | 'disabled'

export type StaffSessionEndReason =
  | 'proved'
  | 'signed_out'
  | 'replaced'
  | 'too_many_tries'
  | 'reset'
  | 'disabled'

export type StaffMemberRow = {
  id: string
  name: string
  email: string
  email_key: string
  locale: Locale
  status: StaffStatus
  created_at: Date
}

export type InvitationRow = {
  id: string
  staff_id: string
  token_hash: Buffer
  created_at: Date
  expires_at: Date
  sealed_secret: Buffer | null
  passkey_challenge: Buffer | null
  attempts: number
  ended_at: Date | null
  end_reason: InvitationEndReason | null
}

export type StaffSessionRow = {
  id: string
  staff_id: string
  stage: 'half' | 'full'
  token_hash: Buffer
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  ended_at: Date | null
  end_reason: StaffSessionEndReason | null
  attempts: number
  passkey_challenge: Buffer | null
  ip: string
  network: string
  user_agent: string
}

export type StaffPasskeyRow = {
  id: string
  staff_id: string
  credential_id: Buffer
  public_key: Buffer
  sign_count: bigint
  transports: string[]
  name: string
  enrolled_at: Date
  last_used_at: Date | null
}

export type ApprovalRow = {
  id: string
  version: number
  kind: string
  action: unknown
  target_id: string
  customer_id: string | null
  facts: Record<string, string>
  reason: string
  case_ref: string | null
  content_hash: Buffer
  requested_by: string
  requested_at: Date
  expires_at: Date
  status: ApprovalStatus
  decided_by: string | null
  decided_at: Date | null
  decision_note: string | null
  approved_hash: Buffer | null
  executed_at: Date | null
  ended_at: Date | null
}

export type StaffTables = {
  staff_member: StaffMemberRow
  staff_role: { staff_id: string; role: StaffRole }
  staff_own_customer: { staff_id: string; customer_id: string; recorded_at: Date }
  staff_password: { staff_id: string; hash: string; changed_at: Date }
  staff_totp: { staff_id: string; sealed_secret: Buffer; last_step: bigint; enrolled_at: Date }
  staff_passkey: StaffPasskeyRow
  staff_invitation: InvitationRow
  staff_session: StaffSessionRow
  approval: ApprovalRow
}
