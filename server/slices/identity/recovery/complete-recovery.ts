import * as contract from '../../../../contract/api/recovery.ts'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { addJob } from '../../../platform/jobs.ts'
import { refuseWeakPassword } from '../refuse-weak-password.ts'
import { hashToken } from '../../../platform/token.ts'
import type { CustomerRow } from '../tables.ts'
import { tellEvent } from './events.ts'
import type { RecoveryParts } from './parts.ts'
import { provedCustomer, wireAccount } from './proved-account.ts'
import * as queries from './queries.ts'
import { holdMs } from './times.ts'

/**
 * The new password. It ends every session, makes every remembered device ask for the second step again, holds
 * outgoing money for a day and signs nobody in. Authenticator apps and passkeys stay exactly as they are.
 */
export function completeRecoveryRoute(parts: RecoveryParts): Route {
  return route(contract.completeRecovery, async ({ params, body, context }) => {
    const { now } = context
    const proof = { id: params.recovery, tokenHash: hashToken(body.token), now }
    // Looked at before the password is hashed, so that strangers cannot make us work.
    const { customer } = await provedCustomer(parts.db.read, proof)
    context.audit({ actor: customer.id, subject: customer.id })
    await refuseWeakPassword(parts, { ...customer, password: body.password })
    const hash = await parts.passwords.hash(body.password)
    const heldUntil = new Date(now.getTime() + holdMs)
    await parts.db.transaction(async tx => {
      // As whoever says "this was not me": money first, then recoveries, or the two would wait for one another for ever.
      await parts.standing.lockMoney(tx, customer.id)
      const consumed = await queries.consumeToken(tx, proof)
      if (!consumed) throw new DomainError('challenge_expired')
      await replacePassword(tx, parts, { customer, hash, now, heldUntil })
    })
    return { ...(await wireAccount(parts.db.read, customer)), held_until: heldUntil.toISOString() }
  })
}

async function replacePassword(
  tx: Tx,
  parts: RecoveryParts,
  { customer, hash, now, heldUntil }: { customer: CustomerRow; hash: string; now: Date; heldUntil: Date },
): Promise<void> {
  const customerId = customer.id
  await parts.standing.placeRestriction(tx, {
    customerId,
    scope: 'debit',
    source: 'system',
    reason: 'recovery_hold',
    expiresAt: heldUntil,
    now,
  })
  await queries.setPassword(tx, { customerId, hash, now })
  await queries.endOtherRecoveries(tx, { customerId, now })
  await queries.endSessions(tx, { customerId, except: null, at: now, reason: 'recovered' })
  await queries.forgetRememberedDevices(tx, customerId)
  await queries.clearSignInCounters(tx, customerId)
  // The counter of strangers may be older than the account, and then does not name it.
  await parts.throttle.clearSignIn(tx, { emailKey: customer.email_key, from: null })
  await addJob(tx, parts.tellOldAddresses, { customer: customerId, at: now.toISOString() })
  await tellEvent(tx, 'password.recovered', {
    customerId,
    now,
    facts: { until: heldUntil.toISOString() },
  })
}
