import * as contract from '../../../../contract/api/personal.ts'
import { isUniqueViolation, type Tx } from '../../../platform/db.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { assignPhone } from '../assign-phone.ts'
import { foldEmail } from '../fold-email.ts'
import { isSomebodyElses } from '../queries-phone.ts'
import { tellEvent } from '../recovery/events.ts'
import { endRecoveries, endSessions } from '../recovery/queries.ts'
import { holdMs } from '../recovery/times.ts'
import { endAddedFactors } from '../security/end-added-factors.ts'
import { lockPassword, revokeDevices } from '../security/queries.ts'
import { maskEmail, maskPhone } from '../staff-view/mask.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries-contact.ts'
import { isRevertToken } from './revert-link.ts'
import type { ContactChangeRow } from './tables.ts'

/**
 * Undoes a change from the old address, without signing in: the owner may be locked out by then. Who changed it may
 * still be signed in and may know the password, so every session ends, no device is known any more, a recovery they began
 * is over, what else they changed since is undone too, and outgoing money is held for a day.
 */
export function revertContactChangeRoute(parts: PersonalParts): Route {
  return route(contract.revertContactChange, async ({ body, context }) => {
    const { now } = context
    const { change: id, token } = body
    if (!isRevertToken(parts.codeKey, id, token)) throw new DomainError('code_invalid')
    const change = await queries.findAnyContactChange(parts.db.read, id)
    if (!change) throw new DomainError('code_invalid')
    context.audit({ actor: change.customer_id, subject: change.customer_id, details: { kind: change.kind } })
    const heldUntil = new Date(now.getTime() + holdMs)
    try {
      await parts.db.transaction(tx => revert(tx, parts, { change, now, heldUntil }))
    } catch (error) {
      if (!isTaken(error)) throw error
      // The address cannot come back, but whoever holds its mailbox objects: the account is made safe all the same, and
      // the link stays good for the day support has freed the address.
      await parts.db.transaction(tx => protect(tx, parts, { customerId: change.customer_id, now, heldUntil }))
      throw new DomainError('email_taken')
    }
    const { kind, old_value: old } = change
    const restored = kind === 'email' ? maskEmail(old) : maskPhone(old)
    return { kind, restored, held_until: heldUntil.toISOString() }
  })
}

/** By another account that was there before, or came to be in this very moment. */
function isTaken(error: unknown): boolean {
  if (isUniqueViolation(error, 'customer_email_key')) return true
  return error instanceof DomainError && error.refusal.code === 'email_taken'
}

/** A link is there only for a change that was done, so what is not done any more was undone or is too old. */
function refusal(change: ContactChangeRow | undefined): DomainError {
  return new DomainError(change?.state === 'reverted' ? 'transition_not_allowed' : 'challenge_expired')
}

async function revert(
  tx: Tx,
  parts: PersonalParts,
  { change, now, heldUntil }: { change: ContactChangeRow; now: Date; heldUntil: Date },
): Promise<void> {
  const { customer_id: customerId, kind } = change
  // First of all: presses of the same link wait here for one another, before they hold anything the first one needs.
  const undone = await queries.markReverted(tx, { id: change.id, now })
  if (!undone) throw refusal(await queries.findAnyContactChange(tx, change.id))
  await holdBack(tx, parts, { customerId, now, heldUntil })
  const later = await queries.voidLater(tx, { ...undone, now })
  const others = later.filter(each => each.kind !== kind && each.done_at !== null)
  // The oldest of the other kind knows what was there before all of them.
  const [other] = others.toSorted((one, two) => Number(one.done_at) - Number(two.done_at))
  const restored = other ? [undone, other] : [undone]
  for (const each of restored) await restore(tx, each, now)
  // A number set shortly before the address may be the thief's, who would recover the account by it within the hour; it
  // may as well be the owner's. It stays, and counts for nothing until somebody signed in proves it again.
  const doubted =
    restored.every(each => each.kind === 'email') && (await queries.unproveNewPhone(tx, { customerId, now }))
  await shutOut(tx, { customerId, now })
  const facts = { until: heldUntil.toISOString() }
  for (const each of restored)
    await tellEvent(tx, each.kind === 'email' ? 'email.reverted' : 'phone.reverted', {
      customerId,
      now,
      facts,
    })
  if (doubted) await tellEvent(tx, 'phone.unproved', { customerId, now })
}

type Protection = { customerId: string; now: Date; heldUntil: Date }

async function protect(tx: Tx, parts: PersonalParts, protection: Protection): Promise<void> {
  await holdBack(tx, parts, protection)
  await shutOut(tx, protection)
}

/**
 * No money leaves, no recovery goes on and nobody is signed in until this is over. Before the customer's row is written:
 * whoever is being signed in has the password and waits for that row.
 */
async function holdBack(
  tx: Tx,
  { standing }: PersonalParts,
  { customerId, now, heldUntil }: Protection,
): Promise<void> {
  await standing.placeRestriction(tx, {
    customerId,
    scope: 'debit',
    source: 'system',
    reason: 'recovery_hold',
    expiresAt: heldUntil,
    now,
  })
  await endRecoveries(tx, { customerId, now })
  await lockPassword(tx, customerId)
}

/** Nobody is signed in any more, has a device that is known, or what a stranger's device added. */
async function shutOut(tx: Tx, { customerId, now }: { customerId: string; now: Date }): Promise<void> {
  await endAddedFactors(tx, { customerId, keepDevice: null, now })
  await revokeDevices(tx, { customerId, except: null, now })
  await endSessions(tx, { customerId, except: null, at: now, reason: 'not_me' })
}

async function restore(tx: Tx, undone: ContactChangeRow, now: Date): Promise<void> {
  const { customer_id: customerId, kind, old_value, old_verified_at } = undone
  if (kind === 'phone') {
    // Who has proved it meanwhile holds it; it comes back as a number that is still to be proved.
    const lost = await isSomebodyElses(tx, { customerId, phone: old_value })
    await assignPhone(tx, { customerId, phone: old_value, verifiedAt: lost ? null : old_verified_at, now })
    return
  }
  const emailKey = foldEmail(old_value)
  assertInvariant(emailKey !== undefined, 'an address that was in use is an address')
  // Addresses are kept until no link can bring them back, so this takes an account from before they were; support has
  // to look at it.
  if (!(await queries.setEmail(tx, { customerId, email: old_value, emailKey, now })))
    throw new DomainError('email_taken')
}
