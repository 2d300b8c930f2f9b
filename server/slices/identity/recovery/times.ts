import { codeLifetimeMs, resendAfterMs } from '../codes/codes.ts'

const minute = 60_000
const hour = 60 * minute

/** How long somebody may take from asking for the first code to choosing the new password. */
export const recoveryLifetimeMs = hour

/** How many codes one recovery may send: with five tries each, a guess in a million succeeds 25 times in a million. */
export const maxCodes = 5

/** How long the right to choose a new password lasts once the code was right. */
export const tokenLifetimeMs = 15 * minute

/** How long the link holds that is sent where the codes of a day are used up: as long as they are. */
export const linkLifetimeMs = 24 * hour

/** How long money stays in an account after a recovery (security.md, sign-in and recovery). */
export const holdMs = 24 * hour

/** What a request for a code answers; counted from the request itself, so that it is the same for everybody. */
export function codeTimes(now: Date): { expiresAt: Date; resendAt: Date } {
  return {
    expiresAt: new Date(now.getTime() + codeLifetimeMs),
    resendAt: new Date(now.getTime() + resendAfterMs),
  }
}
