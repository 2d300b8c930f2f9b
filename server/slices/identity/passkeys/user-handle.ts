/**
 * What stands for a customer inside an authenticator: the sixteen bytes of their id. It tells nothing about the
 * person (WebAuthn Level 3, 14.6.1) and stays the same for all their passkeys, so that a newer one on the same
 * authenticator replaces the older.
 */
export function handleOf(customerId: string): Buffer {
  return Buffer.from(customerId.replaceAll('-', ''), 'hex')
}
