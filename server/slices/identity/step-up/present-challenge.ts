import { toTypeId } from '../../../../contract/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { appendEvents } from '../../../platform/outbox.ts'
import { methodsOf } from '../factors/methods-of.ts'
import type { Parts } from '../parts.ts'
import { findCustomer } from '../queries.ts'
import { maskEmail, maskPhone } from '../staff-view/mask.ts'
import { statusOf } from './challenge.ts'
import type { ChallengeRow } from './tables.ts'
import { wireChallenge, type WireChallenge } from './wire.ts'

/** A challenge as its owner reads it, with what they can prove it with now. */
export async function presentChallenge(
  { db }: Pick<Parts, 'db'>,
  challenge: ChallengeRow,
  now: Date,
): Promise<WireChallenge> {
  const [methods, customer] = await Promise.all([
    methodsOf(db.read, challenge.customer_id),
    findCustomer(db.read, challenge.customer_id),
  ])
  assertInvariant(customer !== undefined, 'a challenge is asked of a customer')
  const destinations = {
    email: maskEmail(customer.email),
    phone: methods.includes('sms_code') ? maskPhone(customer.phone) : null,
  }
  return wireChallenge(challenge, { methods, destinations, now })
}

/** Why nothing can be tried with a challenge any more; the same words whatever was tried before. */
export function overError(challenge: ChallengeRow, now: Date): DomainError {
  return statusOf(challenge, now) === 'failed'
    ? new DomainError('step_up_failed', { details: { attempts_left: 0 } })
    : new DomainError('challenge_expired')
}

/** Told when a challenge has ended by failures: somebody with the customer's session tried in vain. */
export async function tellFailed(tx: Tx, challenge: ChallengeRow, now: Date): Promise<void> {
  await appendEvents(tx, [
    {
      type: 'step_up.failed',
      version: 1,
      stream: challenge.customer_id,
      subject: challenge.id,
      journal: null,
      payload: {
        id: toTypeId('customer', challenge.customer_id),
        challenge: toTypeId('challenge', challenge.id),
        operation: challenge.operation,
      },
      occurredAt: now,
    },
  ])
}
