import * as registration from '../../../../contract/api/registration.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { appendEvents } from '../../../platform/outbox.ts'
import { assignPhone } from '../assign-phone.ts'
import type { CodeVerdict } from '../codes/codes.ts'
import { findCustomer, lockCustomer } from '../queries.ts'
import type { CustomerRow } from '../tables.ts'
import { wireCustomer } from '../wire.ts'
import { subjectOf, type PhoneParts } from './phone-verification.ts'

type Outcome = CodeVerdict | 'proved_before'

/** The code was read where it was sent: the number is the customer's from now on. */
export function confirmPhoneRoute(parts: PhoneParts): Route {
  return route(registration.confirmPhone, async ({ body, context }) => {
    const { customerId } = context.principal
    context.audit({ subject: customerId })
    const attempt = { customerId, code: body.code, now: context.now }
    const outcome = await parts.db.transaction(tx => prove(tx, parts, attempt))
    if (outcome === 'proved_before') throw new DomainError('transition_not_allowed')
    if (outcome === 'wrong') throw new DomainError('code_invalid')
    if (outcome !== 'right') throw new DomainError('challenge_expired')
    const customer = await findCustomer(parts.db.read, customerId)
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    return wireCustomer(customer)
  })
}

/** A wrong try is remembered, therefore answered and not thrown. */
async function prove(
  tx: Tx,
  { codes }: PhoneParts,
  { customerId, code, now }: { customerId: string; code: string; now: Date },
): Promise<Outcome> {
  const customer = await lockCustomer(tx, customerId)
  assertInvariant(customer !== undefined, 'a session belongs to a customer')
  if (customer.phone_verified_at !== null) return 'proved_before'
  const verdict = await codes.takeCode(tx, {
    subject: subjectOf(customer),
    purpose: 'verify_phone',
    code,
    now,
  })
  if (verdict === 'right') await settle(tx, customer, now)
  return verdict
}

async function settle(tx: Tx, { id, phone }: CustomerRow, now: Date): Promise<void> {
  await assignPhone(tx, { customerId: id, phone, verifiedAt: now, now })
  await appendEvents(tx, [
    {
      type: 'phone.verified',
      version: 1,
      stream: id,
      subject: id,
      journal: null,
      payload: { id: toTypeId('customer', id) },
      occurredAt: now,
    },
  ])
}
