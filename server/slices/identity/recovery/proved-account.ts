import type { ReadDb } from '../../../platform/db.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { hasTwoSteps } from '../factors/methods-of.ts'
import { findFactorFacts } from '../factors/queries.ts'
import { findCustomer } from '../queries.ts'
import { maskEmail } from '../staff-view/mask.ts'
import type { CustomerRow } from '../tables.ts'
import { findProved } from './queries.ts'

/** Whose recovery a token continues. Throws `challenge_expired` for a token that continues none. */
export async function provedCustomer(
  db: ReadDb,
  proof: { id: string; tokenHash: Buffer; now: Date },
): Promise<{ customer: CustomerRow; expiresAt: Date }> {
  const recovery = await findProved(db, proof)
  if (!recovery?.customer_id) throw new DomainError('challenge_expired')
  return { customer: await customerOf(db, recovery.customer_id), expiresAt: recovery.expires_at }
}

/**
 * What whoever proved a recovery is told of the account. The address is masked: a number alone does not tell it, and
 * who has several accounts has to see which one this is.
 */
export async function wireAccount(db: ReadDb, customer: Pick<CustomerRow, 'id' | 'email'>) {
  return {
    email: maskEmail(customer.email),
    second_factor: hasTwoSteps(await findFactorFacts(db, customer.id)),
  }
}

export async function customerOf(db: ReadDb, id: string): Promise<CustomerRow> {
  const customer = await findCustomer(db, id)
  assertInvariant(customer !== undefined, 'customers are never deleted')
  return customer
}
