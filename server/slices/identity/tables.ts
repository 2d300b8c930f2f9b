import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { Locale } from '../../../contract/schemas.ts'

/** What a restriction takes away: `all` is every one of the others. */
export type RestrictionScope = 'sign_in' | 'debit' | 'credit' | 'withdrawal' | 'all'

export type RestrictionSource = 'customer' | 'risk' | 'compliance' | 'legal' | 'system'

export type SessionEndReason = 'signed_out' | 'ended_by_customer' | 'replaced'

export type CustomerRow = {
  id: string
  status: CustomerStatus
  name: string
  email: string
  email_key: string
  phone: string
  phone_lookup: string | null
  locale: Locale
  terms_version: string
  terms_accepted_at: Date
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
}

export type IdentityTables = {
  customer: CustomerRow
  password_credential: { customer_id: string; hash: string; changed_at: Date }
  restriction: {
    id: string
    customer_id: string
    scope: RestrictionScope
    source: RestrictionSource
    reason: string
    placed_at: Date
    lifted_at: Date | null
  }
  registration: RegistrationRow
  email_verification: VerificationRow
  session: SessionRow
  throttle: {
    purpose: 'sign_in' | 'code_mail'
    subject: Buffer
    customer_id: string | null
    count: number
    first_at: Date
    last_at: Date
    blocked_until: Date | null
  }
}
