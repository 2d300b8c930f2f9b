import type { Tx } from '../../../platform/db.ts'
import { newPasskeyChallenge } from '../../../platform/authenticators/passkeys.ts'
import { insertChallenge, useChallenge } from './queries.ts'
import type { PasskeyPurpose } from './tables.ts'

const minute = 60_000

/** Time to find the key, not to lend the page to somebody; before a sign-in the page may wait for an autofill. */
const lifetimesMs: Record<PasskeyPurpose, number> = {
  register: 5 * minute,
  sign_in: 10 * minute,
  second_factor: 5 * minute,
  step_up: 5 * minute,
}

/**
 * What a challenge is for. `reference` ties the answer to one thing: the session that registers, the half session
 * that is completed, the step-up that is passed.
 */
export type PasskeyOccasion =
  | { purpose: 'sign_in' }
  | { purpose: Exclude<PasskeyPurpose, 'sign_in'>; customerId: string; reference: string }

export type AskedChallenge = { challenge: Buffer; expiresAt: Date; timeoutMs: number }

export async function askChallenge(tx: Tx, occasion: PasskeyOccasion, now: Date): Promise<AskedChallenge> {
  const challenge = newPasskeyChallenge()
  const timeoutMs = lifetimesMs[occasion.purpose]
  const expiresAt = new Date(now.getTime() + timeoutMs)
  await insertChallenge(tx, { challenge, ...rowOf(occasion), expires_at: expiresAt })
  return { challenge, expiresAt, timeoutMs }
}

/** Uses a challenge up for that occasion, once whatever comes at once; false when it is worth nothing (any more). */
export async function takeChallenge(
  tx: Tx,
  { challenge, occasion, now }: { challenge: Buffer; occasion: PasskeyOccasion; now: Date },
): Promise<boolean> {
  return await useChallenge(tx, { challenge, ...rowOf(occasion), now })
}

function rowOf(occasion: PasskeyOccasion) {
  const { purpose } = occasion
  return purpose === 'sign_in'
    ? { purpose, customer_id: null, reference: null }
    : { purpose, customer_id: occasion.customerId, reference: occasion.reference }
}
