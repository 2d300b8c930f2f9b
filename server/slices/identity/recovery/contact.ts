import { createHmac } from 'node:crypto'
import { DomainError } from '../../../platform/errors.ts'
import { foldEmail } from '../fold-email.ts'
import { readMobileNumber } from '../phone.ts'

/** Where a code may be asked for: `key` is the folded address or the E.164 number. */
export type Contact = { channel: 'email' | 'sms'; key: string }

/**
 * Reads an address or a number as it was typed. Which of the two it is follows from the text alone, never from what
 * we know, so that the answer is the same for everybody. Throws `validation_failed` for what is neither.
 */
export function readContact(text: string): Contact {
  const trimmed = text.trim()
  if (/[@＠]/u.test(trimmed)) {
    const key = foldEmail(trimmed)
    if (key !== undefined) return { channel: 'email', key }
    throw new DomainError('validation_failed', { fields: [{ path: 'contact', code: 'email_malformed' }] })
  }
  const key = readMobileNumber(trimmed)
  if (key !== undefined) return { channel: 'sms', key }
  throw new DomainError('validation_failed', {
    fields: [{ path: 'contact', code: /[\p{L}]/u.test(trimmed) ? 'email_malformed' : 'phone_malformed' }],
  })
}

/**
 * By what the codes sent to a contact are counted: keyed, so that what strangers type is not collected. A device its
 * owner was signed in on has a count of its own, so that nobody else can use theirs up.
 */
export function allowanceOf(
  codeKey: Buffer,
  { channel, key, deviceId }: Contact & { deviceId: string | undefined },
): string {
  return createHmac('sha256', codeKey)
    .update(`recovery ${channel} ${key}${deviceId === undefined ? '' : ` ${deviceId}`}`)
    .digest('base64url')
}
