import type { z } from 'zod'
import type { changeContact, contactChangeSchema, ContactKind } from '../../../../contract/api/personal.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Body } from '../../../../contract/operation.ts'
import { DomainError, type InvalidField } from '../../../platform/errors.ts'
import { foldEmail } from '../fold-email.ts'
import { readMobileNumber } from '../phone.ts'
import type { CustomerRow } from '../tables.ts'
import type { ContactChangeRow } from './tables.ts'

/** A new address or number, as it is kept. */
export type NewContact = { kind: ContactKind; value: string }

/** Reads what was typed; throws `validation_failed` for what cannot be one, or is the one there is. */
export function readNewContact(
  body: Body<typeof changeContact>,
  customer: Pick<CustomerRow, 'email_key' | 'phone'>,
): NewContact {
  if (body.kind === 'email') {
    const key = foldEmail(body.email)
    if (key === undefined) throw invalid({ path: 'email', code: 'email_malformed' })
    if (key === customer.email_key) throw invalid({ path: 'email', code: 'unchanged' })
    return { kind: 'email', value: body.email }
  }
  const value = readMobileNumber(body.phone)
  if (value === undefined) throw invalid({ path: 'phone', code: 'phone_malformed' })
  if (value === customer.phone) throw invalid({ path: 'phone', code: 'unchanged' })
  return { kind: 'phone', value }
}

function invalid(field: InvalidField): DomainError {
  return new DomainError('validation_failed', { fields: [field] })
}

export function purposeOf(kind: ContactKind): 'change_email' | 'change_phone' {
  return kind === 'email' ? 'change_email' : 'change_phone'
}

export function channelOf(kind: ContactKind): 'email' | 'sms' {
  return kind === 'email' ? 'email' : 'sms'
}

export function wireContactChange(change: ContactChangeRow, now: Date): z.input<typeof contactChangeSchema> {
  const pending = change.state === 'pending'
  return {
    id: toTypeId('contactChange', change.id),
    kind: change.kind,
    status: pending && change.expires_at <= now ? 'expired' : change.state,
    new_value: change.new_value,
    expires_at: change.expires_at.toISOString(),
    resend_at: pending ? change.resend_at.toISOString() : null,
    revert_until: change.revert_until?.toISOString() ?? null,
  }
}
