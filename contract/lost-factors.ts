/** What somebody may have lost besides the password. Without schemas, so that the web can have it at no cost. */
export const lostFactors = ['authenticator', 'passkey', 'recovery_codes', 'phone'] as const
export type LostFactor = (typeof lostFactors)[number]
