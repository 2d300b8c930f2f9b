import * as identity from '../../../contract/api/identity.ts'
import type { Tx } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type ContextOf, type Route } from '../../platform/http/route.ts'
import { completeRegistration } from './complete-registration.ts'
import { hashCode } from './one-time-code.ts'
import type { Parts } from './parts.ts'
import * as queries from './queries-registration.ts'
import { recordSignIn } from './security/record-sign-in.ts'
import { arrive, keepArrival, type Arrival } from './sign-in-arrive.ts'
import type { CustomerRow } from './tables.ts'
import { maxCodeAttempts } from './verification.ts'
import { wireSignedIn } from './wire.ts'

/** What became of an attempt; all but `proved` are remembered (the attempt counts) and then refused. */
type Outcome =
  | { kind: 'proved'; customer: CustomerRow; arrival: Arrival }
  | { kind: 'wrong'; attemptsLeft: number }
  | { kind: 'taken' }
  | { kind: 'over' }

/**
 * Proves the address with the code. The id of the verification is known only to the browser that registered, the
 * code only to the reader of the mail: who has both is signed in.
 */
export function confirmEmailRoute(parts: Parts): Route {
  return route(identity.confirmEmail, async ({ params, body, context }) => {
    const id = params.verification
    const codeHash = hashCode(parts.codeKey, { verificationId: id, code: body.code })
    context.audit({ subject: id })
    const outcome = await parts.db.transaction(tx => attempt(tx, parts, { id, codeHash, context }))
    switch (outcome.kind) {
      case 'proved': {
        const { customer, arrival } = outcome
        keepArrival(context, arrival, 'cookie')
        context.audit({ actor: customer.id })
        return wireSignedIn(customer, arrival, 'cookie')
      }
      case 'wrong':
        throw new DomainError('code_invalid', { details: { attempts_left: outcome.attemptsLeft } })
      case 'taken':
        throw new DomainError('email_taken')
      case 'over':
        throw refusal(await queries.findVerification(parts.db.read, id))
    }
  })
}

async function attempt(
  tx: Tx,
  parts: Parts,
  {
    id,
    codeHash,
    context,
  }: { id: string; codeHash: Buffer; context: ContextOf<typeof identity.confirmEmail> },
): Promise<Outcome> {
  const { now } = context
  const tried = await queries.tryCode(tx, { id, codeHash, now, maxAttempts: maxCodeAttempts })
  if (!tried) return { kind: 'over' }
  if (!tried.proved) return { kind: 'wrong', attemptsLeft: maxCodeAttempts - tried.attempts }
  const customer = await completeRegistration(tx, parts, { registrationId: tried.registration_id, now })
  if (!customer) return { kind: 'taken' }
  const arrival = await arrive(tx, {
    customerId: customer.id,
    origin: context,
    known: null,
    tellOwner: false,
    replaces: context.principal,
    steppedUp: true,
  })
  await recordSignIn(tx, {
    customerId: customer.id,
    outcome: 'succeeded',
    method: 'registration',
    origin: context,
    sessionId: arrival.session.id,
  })
  return { kind: 'proved', customer, arrival }
}

/** Why there was nothing left to try. Proved already (by the link, or a second click): sign in. */
function refusal(verification: queries.Verification | undefined): DomainError {
  if (!verification) return new DomainError('not_found')
  return new DomainError(verification.consumed_at === null ? 'challenge_expired' : 'email_taken')
}
