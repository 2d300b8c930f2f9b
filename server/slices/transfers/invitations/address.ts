import { emailSchema } from '../../../../contract/schemas.ts'
import { DomainError } from '../../../platform/errors.ts'
import { foldEmail, readMobileNumber, type Contact } from '../../identity/index.ts'
import { identifierKind } from '../../wallet/index.ts'
import type { Address } from './invitation.ts'

/** An e-mail address or mobile number money can be sent to. Nothing is looked up. Throws `recipient_invalid`. */
export function readAddress(text: string): Address {
  const meant = identifierKind(text)
  if (meant?.kind === 'email' && emailSchema.safeParse(meant.key).success) {
    const key = foldEmail(meant.key)
    if (key !== undefined) return { kind: 'email', text: meant.key, key }
  }
  if (meant?.kind === 'phone') {
    const key = readMobileNumber(meant.key)
    if (key !== undefined) return { kind: 'phone', text: key, key }
  }
  throw new DomainError('recipient_invalid')
}

/** The keys of the addresses a customer has proved to read: their e-mail, and their number once it was proved. */
export function provedKeys({ email, phone }: Pick<Contact, 'email' | 'phone'>): string[] {
  return [foldEmail(email), phone === null ? undefined : readMobileNumber(phone)].filter(
    key => key !== undefined,
  )
}
