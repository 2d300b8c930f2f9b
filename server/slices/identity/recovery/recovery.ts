import type { Route } from '../../../platform/http/route.ts'
import type { Cron, Job } from '../../../platform/jobs.ts'
import { createBeginRecovery } from './begin-recovery.ts'
import { completeRecoveryRoute } from './complete-recovery.ts'
import type { RecoveryParts } from './parts.ts'
import { proveRecoveryRoute } from './prove-recovery.ts'
import { resendRecoveryCodeRoute } from './resend-recovery-code.ts'
import { startRecoveryRoute } from './start-recovery.ts'

export type RecoveryOptions = Omit<RecoveryParts, 'beginRecovery'>

/** A way back in for who forgot the password. See "Recovery" in the README of this slice. */
export function createRecovery(options: RecoveryOptions): { routes: Route[]; jobs: Job[]; crons: Cron[] } {
  const beginRecovery = createBeginRecovery(options)
  const parts: RecoveryParts = { ...options, beginRecovery }
  return {
    routes: [
      startRecoveryRoute(parts),
      resendRecoveryCodeRoute(parts),
      proveRecoveryRoute(parts),
      completeRecoveryRoute(parts),
    ],
    jobs: [beginRecovery],
    crons: [],
  }
}
