import type { Tx } from '../../platform/db.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { Parts } from './parts.ts'
import * as queries from './queries-registration.ts'
import type { CustomerRow } from './tables.ts'

/**
 * Turns a registration whose address has just been proved into a customer. Undefined when the address got an
 * account meanwhile: another registration of the same mailbox was proved first.
 */
export async function completeRegistration(
  tx: Tx,
  parts: Pick<Parts, 'openAccount'>,
  { registrationId, now }: { registrationId: string; now: Date },
): Promise<CustomerRow | undefined> {
  const registration = await queries.findRegistration(tx, registrationId)
  assertInvariant(registration !== undefined, 'a verification belongs to a registration')
  const { password_hash: passwordHash } = registration
  assertInvariant(passwordHash !== null, 'a registration is completed once, with its verification')
  const customer = await parts.openAccount(
    tx,
    {
      name: registration.name,
      email: registration.email,
      emailKey: registration.email_key,
      phone: registration.phone,
      phoneVerifiedAt: null,
      passwordHash,
      locale: registration.locale,
      accepted: [
        { document: 'terms', version: registration.terms_version, acceptedAt: registration.created_at },
        { document: 'privacy', version: registration.privacy_version, acceptedAt: registration.created_at },
      ],
    },
    now,
  )
  if (customer) await queries.completeRegistration(tx, { id: registrationId, customerId: customer.id })
  return customer
}
