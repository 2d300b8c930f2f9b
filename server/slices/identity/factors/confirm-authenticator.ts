import { confirmAuthenticator } from '../../../../contract/api/two-step.ts'
import { matchTotp } from '../../../platform/authenticators/totp.ts'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { unseal } from '../../../platform/seal.ts'
import type { Parts } from '../parts.ts'
import { holdOpenSession } from '../queries-sessions.ts'
import { giveRecoveryCodes } from './new-recovery-codes.ts'
import { presentTwoStep } from './present-two-step.ts'
import { sealContext } from './prove-factor.ts'
import * as queries from './queries.ts'
import { setupLifetimeMs } from './start-authenticator.ts'
import { tellFactor } from './tell-factor.ts'

/** First codes one secret may try; who needs more has scanned another one. */
const maxSetupTries = 10

/** A wrong try is remembered, so it is returned and not thrown. */
type Outcome = { kind: 'on'; codes: string[] | null } | { kind: 'wrong'; left: number } | { kind: 'over' }

type Attempt = {
  id: string
  customerId: string
  sessionId: string
  deviceId: string | null
  code: string
  now: Date
}

/** The first code proves that the app has the secret; from then on every sign-in asks for one. */
export function confirmAuthenticatorRoute(parts: Parts): Route {
  return route(confirmAuthenticator, async ({ params, body, context }) => {
    const { customerId, sessionId, deviceId } = context.principal
    const { now } = context
    const id = params.authenticator
    context.audit({ subject: id })
    const attempt = { id, customerId, sessionId, deviceId, code: body.code, now }
    const outcome = await parts.db.transaction(tx => confirm(tx, parts, attempt))
    switch (outcome.kind) {
      case 'on':
        return {
          two_step: await presentTwoStep(parts.db.read, { customerId, now }),
          recovery_codes: outcome.codes,
        }
      case 'wrong':
        throw new DomainError('code_invalid', { details: { attempts_left: outcome.left } })
      case 'over':
        throw new DomainError('challenge_expired')
    }
  })
}

async function confirm(
  tx: Tx,
  parts: Parts,
  { id, customerId, sessionId, deviceId, code, now }: Attempt,
): Promise<Outcome> {
  if (!(await holdOpenSession(tx, { id: sessionId, customerId }))) throw new DomainError('not_signed_in')
  const since = new Date(now.getTime() - setupLifetimeMs)
  const tried = await queries.trySetup(tx, { id, customerId, since, maxTries: maxSetupTries })
  if (!tried) return { kind: 'over' }
  const secret = unseal(parts.sealKey, tried.secret, sealContext(id))
  const step = matchTotp({ secret, code, now })
  if (step === undefined) return { kind: 'wrong', left: maxSetupTries - tried.setup_tries }
  if (!(await queries.confirmAuthenticator(tx, { id, step, deviceId, now }))) return { kind: 'over' }
  await tellFactor(tx, 'totp.enabled', { customerId, now })
  const left = await queries.countRecoveryCodes(tx, customerId)
  return {
    kind: 'on',
    codes: left > 0 ? null : await giveRecoveryCodes(tx, parts, { customerId, deviceId, now }),
  }
}
