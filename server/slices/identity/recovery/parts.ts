import type { Job } from '../../../platform/jobs.ts'
import type { Codes } from '../codes/codes.ts'
import type { Parts } from '../parts.ts'
import type { BeginRecovery } from './begin-recovery.ts'
import type { OfferLink } from './offer-link.ts'

/** What recoveries need of the slice. */
export type RecoveryParts = Pick<
  Parts,
  'db' | 'codeKey' | 'passwords' | 'judgePassword' | 'throttle' | 'standing'
> & {
  codes: Codes
  /** Names of members of staff by id. */
  staffNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  beginRecovery: Job<BeginRecovery>
  offerLink: Job<OfferLink>
  tellOldAddresses: Job<{ customer: string; at: string }>
}
