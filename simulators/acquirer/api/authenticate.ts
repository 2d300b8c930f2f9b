import { createHash, timingSafeEqual } from 'node:crypto'
import { RefusedRequest } from './errors.ts'

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** The key of a `Bearer` header, or the user name of a `Basic` one, as the acquirer accepts both. */
function readKey(authorization: string): string | null {
  const [scheme, credentials] = authorization.split(/\s+/, 2)
  if (!credentials) return null
  if (scheme?.toLowerCase() === 'bearer') return credentials
  if (scheme?.toLowerCase() === 'basic') {
    return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? null
  }
  return null
}

/** Shows enough of a wrong key to recognise it, never the whole. */
function mask(key: string): string {
  if (key.length <= 12) return '*'.repeat(key.length)
  return `${key.slice(0, 8)}${'*'.repeat(Math.min(key.length - 12, 24))}${key.slice(-4)}`
}

/** Throws a 401 unless the request carries the secret key. */
export function authenticate(authorization: string | undefined, secretKey: string): void {
  const key = authorization === undefined ? null : readKey(authorization)
  if (key === null || key === '') {
    throw new RefusedRequest(401, {
      type: 'invalid_request_error',
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    })
  }
  // Hashes have one length, so the comparison takes the same time for every wrong key.
  if (!timingSafeEqual(sha256(key), sha256(secretKey))) {
    throw new RefusedRequest(401, {
      type: 'invalid_request_error',
      message: `Invalid API Key provided: ${mask(key)}`,
    })
  }
}
