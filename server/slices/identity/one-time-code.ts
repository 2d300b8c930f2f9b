import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto'

/** Six digits, each of the million equally likely. */
export function newCode(): string {
  return randomInt(1_000_000).toString().padStart(6, '0')
}

/**
 * A million codes could be tried against a plain hash in a second; the key, which is not in the database, keeps a
 * thief of the database from that. Bound to the verification, a code is good nowhere else.
 */
export function hashCode(
  codeKey: Buffer,
  { verificationId, code }: { verificationId: string; code: string },
): Buffer {
  return createHmac('sha256', codeKey).update(`email ${verificationId} ${code}`).digest()
}

/** The secret part of a link: 32 random bytes. Only its SHA-256 is stored. */
export function newLinkToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashLinkToken(token: string): Buffer {
  return createHash('sha256').update(`email link ${token}`).digest()
}
