import type { ChallengeStatus } from '../../../../contract/api/challenges.ts'
import type { ChallengeRow } from './tables.ts'

/** security.md, decision 7: five failures or five idle minutes end a challenge. */
export const maxTries = 5
export const idleMs = 5 * 60_000

/** Nobody keeps a challenge open by asking for codes: after a quarter of an hour it is over, idle or not. */
export const lifetimeMs = 15 * 60_000

/** When a challenge ends if nothing happens from now on. */
export function expiryOf(createdAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + idleMs, createdAt.getTime() + lifetimeMs))
}

export type ChallengeState = Pick<ChallengeRow, 'status' | 'tries' | 'expires_at' | 'consumed_at'>

/** The state at `now`. A challenge that served stays passed for good; time ends only what is still open. */
export function statusOf(challenge: ChallengeState, now: Date): ChallengeStatus {
  if (challenge.consumed_at !== null) return 'passed'
  if (challenge.status === 'failed') return 'failed'
  if (now.getTime() >= challenge.expires_at.getTime()) return 'expired'
  // The last try may have been counted by a process that died before it wrote down how it ended.
  if (challenge.status === 'pending' && challenge.tries >= maxTries) return 'failed'
  return challenge.status
}

/** What a challenge must be to stand behind an operation. */
export type Claim = { customerId: string; sessionId: string; hash: Buffer; now: Date }

export type Passed = ChallengeState & Pick<ChallengeRow, 'customer_id' | 'session_id' | 'binding_hash'>

/** Whether a challenge was passed for exactly this operation, by this session, in time, and not used yet. */
export function standsBehind(challenge: Passed, claim: Claim): boolean {
  return (
    challenge.customer_id === claim.customerId &&
    challenge.session_id === claim.sessionId &&
    challenge.binding_hash.equals(claim.hash) &&
    challenge.consumed_at === null &&
    statusOf(challenge, claim.now) === 'passed'
  )
}
