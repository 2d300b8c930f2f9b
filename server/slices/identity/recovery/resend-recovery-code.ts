import * as contract from '../../../../contract/api/recovery.ts'
import type { Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { addJob } from '../../../platform/jobs.ts'
import { secondsUntil } from '../throttle.ts'
import { orOfferLink } from './offer-link.ts'
import type { RecoveryParts } from './parts.ts'
import * as queries from './queries.ts'
import type { RecoveryRow } from './tables.ts'
import { codeTimes, maxCodes } from './times.ts'

/** Sends another code; the one before is void from the moment the new one is made. */
export function resendRecoveryCodeRoute(parts: RecoveryParts): Route {
  return route(contract.resendRecoveryCode, async ({ params, context }) => {
    const id = params.recovery
    const { now } = context
    const { expiresAt, resendAt } = codeTimes(now)
    const known = await queries.findRecovery(parts.db.read, id)
    if (!known) throw new DomainError('not_found')
    const resend = async (tx: Tx) => {
      const again = await queries.askAgain(tx, { id, now, resendAt, maxCodes })
      if (!again) return false
      await parts.throttle.countCode(tx, { channel: again.channel, recipient: again.allowance, now })
      await addJob(tx, parts.beginRecovery, { recovery: id, asked: again.asked })
      return true
    }
    const asked = await orOfferLink(parts, { now, asked: known, work: resend })
    if (!asked) throw refusal(await queries.findRecovery(parts.db.read, id), now)
    context.audit({ subject: id })
    return { expires_at: expiresAt.toISOString(), resend_at: resendAt.toISOString() }
  })
}

function refusal(recovery: RecoveryRow | undefined, now: Date): DomainError {
  if (!recovery) return new DomainError('not_found')
  const over = recovery.proved_at !== null || recovery.expires_at <= now || recovery.asked >= maxCodes
  return over
    ? new DomainError('challenge_expired')
    : new DomainError('rate_limited', { retryAfterSeconds: secondsUntil(recovery.resend_at, now) })
}
