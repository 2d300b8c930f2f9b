import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { CodePurpose } from '../../../contract/api/factors.ts'
import type { RestrictionReason, RestrictionScope } from '../../../contract/restrictions.ts'
import type { Locale } from '../../../contract/schemas.ts'

export type RestrictionSource = 'customer' | 'risk' | 'compliance' | 'legal' | 'system'

export type SessionEndReason =
  | 'signed_out'
  | 'ended_by_customer'
  | 'replaced'
  /** A half session whose second proof was given. */
  | 'completed'
  /** A half session its holder gave up. */
  | 'dropped'
  | 'device_revoked'
  | 'password_changed'
  | 'recovered'
  | 'not_me'
  | 'restricted'
  | 'closed'
  | 'ended_by_staff'

/** `half`: the password was right, the second proof is still open; it opens nothing but that proof. */
export type SessionStage = 'half' | 'full'

export type CustomerRow = {
  id: string
  status: CustomerStatus
  name: string
  email: string
  email_key: string
  phone: string
  phone_lookup: string | null
  phone_verified_at: Date | null
  locale: Locale
  /** IANA name; null follows the operator's zone. */
  time_zone: string | null
  avatar_id: string | null
  created_at: Date
}

export type RegistrationRow = {
  id: string
  name: string
  email: string
  email_key: string
  phone: string
  password_hash: string | null
  locale: Locale
  terms_version: string
  privacy_version: string
  created_at: Date
  expires_at: Date
  customer_id: string | null
}

export type VerificationRow = {
  id: string
  registration_id: string
  generation: number
  code_hash: Buffer | null
  link_hash: Buffer | null
  attempts: number
  resend_at: Date
  expires_at: Date
  consumed_at: Date | null
}

export type SessionRow = {
  id: string
  customer_id: string
  token_hash: Buffer
  created_at: Date
  last_seen_at: Date
  expires_at: Date
  ended_at: Date | null
  end_reason: SessionEndReason | null
  ip: string
  network: string
  user_agent: string
  stage: SessionStage
  device_id: string | null
  proofs_tried: number
  stepped_up_at: Date | null
}

export type DeviceRow = {
  id: string
  customer_id: string
  token_hash: Buffer
  name: string
  first_seen_at: Date
  last_seen_at: Date
  remembered_until: Date | null
  revoked_at: Date | null
  ip: string
  user_agent: string
  place: string | null
}

export type AuthenticatorRow = {
  id: string
  customer_id: string
  secret: Buffer
  created_at: Date
  confirmed_at: Date | null
  removed_at: Date | null
  setup_tries: number
  /** The device its first code was given on. */
  device_id: string | null
  /** bigint: the driver gives it as text. */
  last_step: string
}

export type RecoveryCodeRow = {
  id: string
  customer_id: string
  code_hash: Buffer
  created_at: Date
  used_at: Date | null
  replaced_at: Date | null
  /** The device they were made on. */
  device_id: string | null
}

export type OneTimeCodeRow = {
  id: string
  subject: string
  purpose: CodePurpose
  channel: 'email' | 'sms'
  customer_id: string | null
  address: string | null
  locale: Locale | null
  generation: number
  code_hash: Buffer | null
  attempts: number
  resend_at: Date
  expires_at: Date
  consumed_at: Date | null
}

/** What is counted: sign-ins and second proofs by account and device, messages by recipient. */
export type ThrottlePurpose = 'sign_in' | 'second_factor' | 'code_mail' | 'code_sms' | 'authenticator_setup'

export type RestrictionRow = {
  id: string
  customer_id: string
  scope: RestrictionScope
  source: RestrictionSource
  reason: RestrictionReason
  placed_at: Date
  expires_at: Date | null
  review_at: Date | null
  case_ref: string | null
  liftable_from: Date | null
  lifted_at: Date | null
}

export type IdentityTables = {
  customer: CustomerRow
  password_credential: { customer_id: string; hash: string; changed_at: Date }
  restriction: RestrictionRow
  registration: RegistrationRow
  email_verification: VerificationRow
  session: SessionRow
  device: DeviceRow
  authenticator: AuthenticatorRow
  recovery_code: RecoveryCodeRow
  one_time_code: OneTimeCodeRow
  throttle: {
    purpose: ThrottlePurpose
    subject: Buffer
    customer_id: string | null
    count: number
    first_at: Date
    last_at: Date
    blocked_until: Date | null
  }
}
