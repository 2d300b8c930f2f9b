import type { z } from 'zod'
import type { recoveryRequestSchema } from '../../../../contract/api/recovery.ts'
import { lostFactorsSchema } from '../../../../contract/api/recovery.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { ReadDb, Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import type { Contact } from '../find-customers.ts'
import { maskEmail } from '../staff-view/mask.ts'
import { tellEvent } from './events.ts'
import type { RecoveryParts } from './parts.ts'
import { endSessions, forgetRememberedDevices } from './queries.ts'
import * as queries from './queries-request.ts'
import { isOpenRequest, nextRequestState, statesBefore } from './request-states.ts'
import type { RecoveryRequestRow } from './tables.ts'
import { holdMs } from './times.ts'

/** `account`: whose it is; whoever follows a request is not signed in, so the address is masked. */
export function wireRequest(
  row: RecoveryRequestRow,
  account: Pick<Contact, 'email'>,
): z.input<typeof recoveryRequestSchema> {
  return {
    id: toTypeId('recoveryRequest', row.id),
    email: maskEmail(account.email),
    status: row.state,
    status_reason: row.end_reason,
    lost: lostFactorsSchema.parse(row.lost),
    submitted_at: row.submitted_at.toISOString(),
    check_by: row.check_by.toISOString(),
    checked_at: row.checked_at?.toISOString() ?? null,
    decide_by: row.decide_by?.toISOString() ?? null,
    earliest_at: row.earliest_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
    can_withdraw: isOpenRequest(row.state),
  }
}

/**
 * Whether the second factor may be removed now: who is asking was established, the owner had time to object and did
 * not. Throws `not_found`, or `transition_not_allowed` with the reason. Asked before every step of the approval.
 */
export async function demandRemovable(db: ReadDb, id: string, now: Date): Promise<RecoveryRequestRow> {
  const request = await queries.findRequest(db, id)
  if (!request) throw new DomainError('not_found')
  const refuse = (details: Record<string, string>) => new DomainError('transition_not_allowed', { details })
  if (nextRequestState(request.state, 'complete') === undefined) throw refuse({ status: request.state })
  if (request.expires_at <= now) throw refuse({ reason: 'expired' })
  if (request.earliest_at > now)
    throw refuse({ reason: 'too_early', earliest_at: request.earliest_at.toISOString() })
  const since = request.submitted_at
  if (await queries.objectedSince(db, { customerId: request.customer_id, since }))
    throw refuse({ reason: 'owner_objected' })
  return request
}

/**
 * Removes the second factor, as two members of staff have decided. Signs nobody in: the owner chooses a new password by
 * the code to their mailbox or phone afterwards. Sessions end and outgoing money is held like after any recovery.
 */
export async function completeRequest(
  tx: Tx,
  { standing }: Pick<RecoveryParts, 'standing'>,
  { id, now }: { id: string; now: Date },
): Promise<void> {
  const { customer_id: customerId } = await demandRemovable(tx, id, now)
  const heldUntil = new Date(now.getTime() + holdMs)
  await standing.placeRestriction(tx, {
    customerId,
    scope: 'debit',
    source: 'system',
    reason: 'recovery_hold',
    expiresAt: heldUntil,
    now,
  })
  // Again, under the locks a freeze takes too: an objection has committed by now, or comes after.
  await demandRemovable(tx, id, now)
  const ended = await queries.endRequest(tx, {
    id,
    from: statesBefore('complete'),
    to: 'completed',
    reason: null,
    at: now,
  })
  if (!ended) throw new DomainError('transition_not_allowed')
  await queries.removeSecondFactors(tx, { customerId, at: now })
  await endSessions(tx, { customerId, except: null, at: now, reason: 'recovered' })
  await forgetRememberedDevices(tx, customerId)
  await tellEvent(tx, 'recovery.request_completed', {
    customerId,
    now,
    subject: id,
    facts: { until: heldUntil.toISOString() },
  })
}
