import * as contract from '../../../../contract/api/personal.ts'
import type { Tx } from '../../../platform/db.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { resendAfterMs } from '../codes/codes.ts'
import { findCustomer } from '../queries.ts'
import { consumeStepUp, requireStepUp } from '../step-up/require-step-up.ts'
import type { CustomerRow } from '../tables.ts'
import { channelOf, purposeOf, readNewContact, wireContactChange, type NewContact } from './contact.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries-contact.ts'
import type { ContactChangeRow } from './tables.ts'
import { contactChangeLifetimeMs } from './times.ts'

/**
 * Asks for another address or number: a code goes there. Whether somebody else has it is not looked at yet, so that
 * nobody can ask here who is a customer; it is told to who has shown to read it (`confirm-contact-change.ts`).
 */
export function changeContactRoute(parts: PersonalParts): Route {
  return route(contract.changeContact, async ({ body, context }) => {
    const { customerId } = context.principal
    const { now } = context
    const customer = await findCustomer(parts.db.read, customerId)
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    const contact = readNewContact(body, customer)
    const { kind, value } = contact
    const proof = await requireStepUp(parts, context, {
      operation: purposeOf(kind),
      binding: { [kind]: value },
      display: { facts: [{ name: `new_${kind}`, value }] },
    })
    const change = newChange(customer, contact, now)
    await parts.db.transaction(async tx => {
      await consumeStepUp(tx, proof, change.id)
      await queries.cancelPending(tx, { customerId, kind, at: now })
      await queries.insertContactChange(tx, change)
      await sendCode(tx, parts, { change, customer, now })
    })
    context.audit({ subject: customerId, details: { kind } })
    return wireContactChange(change, now)
  })
}

/**
 * Sends a code to the new address, in the customer's language. Counted for the customer besides the recipient, whom they
 * choose anew each time: one account could otherwise have us write to any number of numbers, and try codes at all of them.
 */
export async function sendCode(
  tx: Tx,
  parts: Pick<PersonalParts, 'codes' | 'throttle'>,
  { change, customer, now }: { change: ContactChangeRow; customer: CustomerRow; now: Date },
): Promise<void> {
  const channel = channelOf(change.kind)
  await parts.throttle.countCode(tx, { channel, recipient: `contact change of ${customer.id}`, now })
  await parts.codes.askCode(tx, {
    subject: change.id,
    purpose: purposeOf(change.kind),
    channel,
    customerId: customer.id,
    to: { address: change.new_value, locale: customer.locale },
    now,
  })
}

function newChange(customer: CustomerRow, { kind, value }: NewContact, now: Date): ContactChangeRow {
  return {
    id: newId(),
    customer_id: customer.id,
    kind,
    state: 'pending',
    old_value: kind === 'email' ? customer.email : customer.phone,
    old_key: kind === 'email' ? customer.email_key : null,
    old_verified_at: kind === 'email' ? null : customer.phone_verified_at,
    new_value: value,
    started_at: now,
    resend_at: new Date(now.getTime() + resendAfterMs),
    expires_at: new Date(now.getTime() + contactChangeLifetimeMs),
    done_at: null,
    revert_until: null,
    ended_at: null,
  }
}
