import * as contract from '../../../../contract/api/personal.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { isUniqueViolation, type Tx } from '../../../platform/db.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { addJob } from '../../../platform/jobs.ts'
import { assignPhone } from '../assign-phone.ts'
import type { CodeVerdict } from '../codes/codes.ts'
import { foldEmail } from '../fold-email.ts'
import { tellEvent } from '../recovery/events.ts'
import { endOtherRecoveries } from '../recovery/queries.ts'
import { maskEmail, maskPhone } from '../staff-view/mask.ts'
import { purposeOf, wireContactChange } from './contact.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries-contact.ts'
import type { ContactChangeRow } from './tables.ts'
import { revertMs } from './times.ts'

type Outcome = { verdict: Exclude<CodeVerdict, 'right'> } | { verdict: 'right'; change: ContactChangeRow }

type Attempt = { change: ContactChangeRow; code: string; now: Date }

/**
 * The code was read where it was sent: from now on the new address or number counts. The old one is told, with a link
 * that undoes it without signing in.
 */
export function confirmContactChangeRoute(parts: PersonalParts): Route {
  return route(contract.confirmContactChange, async ({ params, body, context }) => {
    const { now } = context
    const { customerId } = context.principal
    const pending = await queries.findContactChange(parts.db.read, { id: params.contact_change, customerId })
    if (!pending) throw new DomainError('not_found')
    context.audit({ subject: customerId, details: { kind: pending.kind } })
    const outcome = await settle(parts, { change: pending, code: body.code, now })
    if (outcome.verdict === 'wrong') throw new DomainError('code_invalid')
    if (outcome.verdict !== 'right') throw new DomainError('challenge_expired')
    return wireContactChange(outcome.change, now)
  })
}

/** Two customers who prove one address at the same moment meet at the unique index: the second is told it is taken. */
async function settle(parts: PersonalParts, attempt: Attempt): Promise<Outcome> {
  try {
    return await parts.db.transaction(tx => take(tx, parts, attempt))
  } catch (error) {
    if (isUniqueViolation(error, 'customer_email_key')) throw new DomainError('email_taken')
    throw error
  }
}

async function take(tx: Tx, parts: PersonalParts, { change, code, now }: Attempt): Promise<Outcome> {
  const { id, customer_id: customerId, kind } = change
  const verdict = await parts.codes.takeCode(tx, { subject: id, purpose: purposeOf(kind), code, now })
  if (verdict !== 'right') return { verdict }
  const done = await queries.markDone(tx, {
    id,
    customerId,
    now,
    revertUntil: new Date(now.getTime() + revertMs),
  })
  if (!done) return { verdict: 'expired' }
  await apply(tx, done, now)
  // A link or a code that waits in a mailbox or a phone given up, often because it is in other hands.
  await endOtherRecoveries(tx, { customerId, now })
  await addJob(tx, parts.tellOldContact, { change: id })
  await tellEvent(tx, kind === 'email' ? 'email.changed' : 'phone.changed', {
    customerId,
    now,
    subject: id,
    facts: factsOf(done),
  })
  return { verdict: 'right', change: done }
}

async function apply(tx: Tx, { customer_id: customerId, kind, new_value }: ContactChangeRow, now: Date) {
  if (kind === 'phone') return await assignPhone(tx, { customerId, phone: new_value, verifiedAt: now, now })
  const emailKey = foldEmail(new_value)
  assertInvariant(emailKey !== undefined, 'only an address is kept as a new address')
  if (!(await queries.setEmail(tx, { customerId, email: new_value, emailKey, now })))
    throw new DomainError('email_taken')
}

/** Masked: events are kept for good, addresses somebody gave up need not be. `revert` names the change. */
function factsOf({ id, kind, old_value, new_value }: ContactChangeRow): Record<string, string> {
  const mask = kind === 'email' ? maskEmail : maskPhone
  return { old: mask(old_value), new: mask(new_value), revert: toTypeId('contactChange', id) }
}
