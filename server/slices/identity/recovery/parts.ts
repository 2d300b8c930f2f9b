import type { Job } from '../../../platform/jobs.ts'
import type { Codes } from '../codes/codes.ts'
import type { Parts } from '../parts.ts'
import type { BeginRecovery } from './begin-recovery.ts'

/** What recoveries need of the slice. */
export type RecoveryParts = Pick<
  Parts,
  'db' | 'codeKey' | 'passwords' | 'judgePassword' | 'throttle' | 'standing'
> & {
  codes: Codes
  beginRecovery: Job<BeginRecovery>
  tellOldAddresses: Job<{ customer: string; at: string }>
}
