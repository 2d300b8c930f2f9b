import { hash, randomBytes } from 'node:crypto'

/** 32 random bytes, as 43 letters of base64url. Only its holder ever has it; we keep the hash. */
export function newToken(): { token: string; tokenHash: Buffer } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashToken(token) }
}

const tokenPattern = /^[A-Za-z0-9_-]{43}$/

/** The hash under which a token may be stored, or undefined for a text that was never a token of ours. */
export function tokenHashOf(text: string): Buffer | undefined {
  return tokenPattern.test(text) ? hashToken(text) : undefined
}

/** Of a text that is known to be a token. A plain SHA-256 is enough for 256 random bits: there is nothing to guess from. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}
