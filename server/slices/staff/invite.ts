import type { Locale } from '../../../contract/schemas.ts'
import type { StaffRole } from '../../../contract/staff-permissions.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/id.ts'
import { newToken } from '../../platform/token.ts'
import { expireRequestsOf } from './approvals/queries.ts'
import * as queries from './queries.ts'
import { endOpenInvitation, insertInvitation } from './queries-invitations.ts'
import { endSessionsOf } from './queries-sessions.ts'
import { clearCountersOf } from './queries-throttle.ts'

const invitationLifetimeMs = 72 * 60 * 60_000

export type Invitee = {
  name: string
  email: string
  emailKey: string
  locale: Locale
  roles: readonly StaffRole[]
  /** Customers this person is known to be, besides those with the same address. */
  ownCustomers: readonly string[]
}

/** `exists`: there is such a member already, and `again` was not said. */
export type Invited =
  | { kind: 'exists' }
  | { kind: 'invited'; staffId: string; token: string; expiresAt: Date }

/**
 * Makes a one-time link. For somebody who is here already (`again`) it begins from nothing: password, second factors,
 * sessions and an older link are gone at once, which is also how a lost phone or a disabled person comes back.
 */
export async function invite(
  tx: Tx,
  invitee: Invitee,
  { again, now }: { again: boolean; now: Date },
): Promise<Invited> {
  const known = await queries.lockMemberByEmail(tx, invitee.emailKey)
  if (known && !again) return { kind: 'exists' }
  const staffId = known?.id ?? newId()
  const { name, email, emailKey, locale, roles } = invitee
  if (known) {
    await reset(tx, staffId, now)
    await queries.updateMember(tx, staffId, { status: 'invited', name, locale })
  } else {
    await queries.insertMember(tx, {
      id: staffId,
      name,
      email,
      email_key: emailKey,
      locale,
      status: 'invited',
      created_at: now,
    })
  }
  await queries.replaceRoles(tx, staffId, roles)
  for (const customerId of invitee.ownCustomers)
    await queries.insertOwnCustomer(tx, { staffId, customerId, now })
  const { token, tokenHash } = newToken()
  const expiresAt = new Date(now.getTime() + invitationLifetimeMs)
  await insertInvitation(tx, { id: newId(), staffId, tokenHash, createdAt: now, expiresAt })
  return { kind: 'invited', staffId, token, expiresAt }
}

async function reset(tx: Tx, staffId: string, now: Date): Promise<void> {
  await endOpenInvitation(tx, staffId, { at: now, reason: 'replaced' })
  await endSessionsOf(tx, staffId, { at: now, reason: 'reset' })
  await queries.deleteCredentials(tx, staffId)
  await clearCountersOf(tx, staffId)
}

/**
 * Ends what a member may do, at once: sessions, an open link, and what they asked for and nobody decided yet. False
 * when there is no such member.
 */
export async function disable(
  tx: Tx,
  { emailKey, now }: { emailKey: string; now: Date },
): Promise<{ staffId: string } | undefined> {
  const member = await queries.lockMemberByEmail(tx, emailKey)
  if (!member) return undefined
  await queries.updateMember(tx, member.id, { status: 'disabled' })
  await endOpenInvitation(tx, member.id, { at: now, reason: 'disabled' })
  await endSessionsOf(tx, member.id, { at: now, reason: 'disabled' })
  await expireRequestsOf(tx, member.id, now)
  return { staffId: member.id }
}
