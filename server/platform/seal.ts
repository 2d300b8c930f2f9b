import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { assertInvariant } from './errors.ts'

/**
 * Encryption of what must be read again but must not lie open in the database: AES-256-GCM (NIST SP 800-38D) under
 * a key that is not in the database. `context` says what it is and whose (`authenticator <id>`); sealed for one
 * context it opens in no other, so that rows cannot be swapped.
 *
 * Layout: 1 byte version, 12 bytes nonce, the ciphertext, 16 bytes tag. Random nonces are safe for 2^32 messages
 * under one key, more than all customers will ever have.
 */
const version = 1
const nonceBytes = 12
const tagBytes = 16

export function seal(key: Buffer, plain: Buffer, context: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(context, 'utf8'))
  return Buffer.concat([
    Buffer.from([version]),
    nonce,
    cipher.update(plain),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

/** Whether these bytes may be sealed ones: text never begins like that. */
export function isSealed(stored: Buffer): boolean {
  return stored[0] === version
}

/** Throws when a single bit, the key or the context is another one. */
export function unseal(key: Buffer, sealed: Buffer, context: string): Buffer {
  assertInvariant(
    sealed[0] === version && sealed.length >= 1 + nonceBytes + tagBytes,
    `something sealed for ${context} has the layout it was written with`,
  )
  const nonce = sealed.subarray(1, 1 + nonceBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(context, 'utf8'))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(1 + nonceBytes, -tagBytes)), decipher.final()])
}
