import { createHash } from 'node:crypto'
import type { CustomerRow } from '../tables.ts'
import type { Parts } from '../parts.ts'

export type PhoneParts = Pick<Parts, 'db' | 'codes'>

/**
 * What a code proves is that this customer reads messages at this number, so both name it: should the number change
 * on the way, a code that went to the old one is good for nothing.
 */
export function subjectOf({ id, phone }: Pick<CustomerRow, 'id' | 'phone'>): string {
  const hex = createHash('sha256').update(`phone ${id} ${phone}`).digest('hex')
  // The shape of a UUID of version 8 (RFC 9562, section 5.8), whose bits are the application's own.
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
