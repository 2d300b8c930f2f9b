import type { FactorMethod } from '../../../../contract/api/factors.ts'
import type { ReadDb } from '../../../platform/db.ts'
import { findFactorFacts, type FactorFacts } from './queries.ts'

/**
 * What a customer can prove themselves with now, the best first. Whoever has an authenticator app or a passkey is not
 * asked for codes by mail or message any more: the stronger proof would be worth no more than the mailbox.
 */
export async function methodsOf(db: ReadDb, customerId: string): Promise<FactorMethod[]> {
  return methodsBy(await findFactorFacts(db, customerId))
}

/** Whether a second step is asked for at every sign-in: the customer has set one up. */
export function hasTwoSteps(facts: Pick<FactorFacts, 'has_totp' | 'has_passkey'>): boolean {
  return facts.has_totp || facts.has_passkey
}

export function methodsBy(facts: FactorFacts): FactorMethod[] {
  if (!hasTwoSteps(facts)) return facts.phone_verified ? ['email_code', 'sms_code'] : ['email_code']
  const methods: [FactorMethod, boolean][] = [
    ['passkey', facts.has_passkey],
    ['totp', facts.has_totp],
    ['recovery_code', facts.recovery_codes > 0],
  ]
  return methods.flatMap(([method, usable]) => (usable ? [method] : []))
}
