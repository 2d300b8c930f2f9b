import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

/**
 * Time-based one-time passwords (RFC 6238) as authenticator apps make them: HMAC-SHA-1, six digits, steps of 30 s.
 * The three are what every app understands; some ignore other values and show codes that never match. Shared by
 * customers and staff, who keep the secret, sealed, and the last accepted step in their own tables.
 */
const algorithm = 'SHA1'
const digits = 6
const periodSeconds = 30

/** RFC 6238, section 5.2, recommends one step for clocks that are a little off and people who type slowly. */
const stepsAround = 1

/** RFC 4226, section 4, requirement R6: at least 128 bits, 160 recommended. */
const secretBytes = 20

export function newTotpSecret(): Buffer {
  return randomBytes(secretBytes)
}

/** The secret as people type it into an app that cannot scan: base 32 (RFC 4648). */
export function totpKeyText(secret: Buffer): string {
  return secretOf(secret).base32
}

/**
 * What the QR code says: the Key Uri Format of authenticator apps. `issuer` is shown as the name of the entry,
 * `account` tells several entries of one issuer apart.
 */
export function totpUri({
  secret,
  issuer,
  account,
}: {
  secret: Buffer
  issuer: string
  account: string
}): string {
  // A colon separates issuer and account in the format, so neither may hold one.
  const plain = (text: string) => text.replaceAll(':', ' ').trim()
  return new TOTP({
    secret: secretOf(secret),
    issuer: plain(issuer),
    label: plain(account),
    algorithm,
    digits,
    period: periodSeconds,
  }).toString()
}

/**
 * The time step a code belongs to, or undefined when it is wrong. Accept a step only when it is later than the last
 * one accepted, in one conditional UPDATE: a code is good once (RFC 6238, section 5.2).
 */
export function matchTotp({
  secret,
  code,
  now,
}: {
  secret: Buffer
  code: string
  now: Date
}): bigint | undefined {
  const timestamp = now.getTime()
  const delta = TOTP.validate({
    token: code,
    secret: secretOf(secret),
    algorithm,
    digits,
    period: periodSeconds,
    timestamp,
    window: stepsAround,
  })
  return delta === null ? undefined : BigInt(TOTP.counter({ period: periodSeconds, timestamp }) + delta)
}

/** The code an app would show; for tests and for the demo people's app. */
export function totpCodeAt(secret: Buffer, at: Date): string {
  return TOTP.generate({
    secret: secretOf(secret),
    algorithm,
    digits,
    period: periodSeconds,
    timestamp: at.getTime(),
  })
}

function secretOf(bytes: Buffer): Secret {
  return new Secret({ buffer: new Uint8Array(bytes).buffer })
}
