import type { Clock } from '../../../platform/clock.ts'
import type { Route } from '../../../platform/http/route.ts'
import type { Cron, Job } from '../../../platform/jobs.ts'
import type { Mailer } from '../../../platform/mail.ts'
import { createBeginRecovery } from './begin-recovery.ts'
import { completeRecoveryRoute } from './complete-recovery.ts'
import { followRecoveryRequestRoute } from './follow-recovery-request.ts'
import { lookUpRecoveryRoute } from './look-up-recovery.ts'
import { createOfferLink } from './offer-link.ts'
import { openRecoveryRequestRoute } from './open-recovery-request.ts'
import type { RecoveryParts } from './parts.ts'
import { proveRecoveryRoute } from './prove-recovery.ts'
import { resendRecoveryCodeRoute } from './resend-recovery-code.ts'
import { listRecoveryRequestsRoute, recordIdentityCheckRoute } from './staff-requests.ts'
import { startRecoveryRoute } from './start-recovery.ts'
import { createRecoverySweep } from './sweep.ts'
import { createTellOldAddresses } from './tell-old-addresses.ts'
import { withdrawRecoveryRequestRoute } from './withdraw-recovery-request.ts'

export type RecoveryOptions = Omit<RecoveryParts, 'beginRecovery' | 'offerLink' | 'tellOldAddresses'> & {
  clock: Clock
  mailer: Pick<Mailer, 'sendMail'>
  publicUrl: string
}

/** A way back in for who forgot the password. See "Recovery" in the README of this slice. */
export function createRecovery(options: RecoveryOptions): { routes: Route[]; jobs: Job[]; crons: Cron[] } {
  const beginRecovery = createBeginRecovery(options)
  const offerLink = createOfferLink(options)
  const sweep = createRecoverySweep(options)
  const tellOldAddresses = createTellOldAddresses(options)
  const parts: RecoveryParts = { ...options, beginRecovery, offerLink, tellOldAddresses }
  return {
    routes: [
      startRecoveryRoute(parts),
      resendRecoveryCodeRoute(parts),
      proveRecoveryRoute(parts),
      lookUpRecoveryRoute(parts),
      completeRecoveryRoute(parts),
      openRecoveryRequestRoute(parts),
      followRecoveryRequestRoute(parts),
      withdrawRecoveryRequestRoute(parts),
      listRecoveryRequestsRoute(parts),
      recordIdentityCheckRoute(parts),
    ],
    jobs: [beginRecovery, offerLink, tellOldAddresses, sweep.job],
    crons: [sweep],
  }
}
