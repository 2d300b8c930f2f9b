import { securitySteps, type SecurityStep } from '../../../../contract/api/security.ts'
import { lessonNames } from '../../../../contract/lessons.ts'

/** What is known of an account's protection. */
export type SecurityFacts = {
  has_totp: boolean
  has_passkey: boolean
  recovery_codes: number
  phone_verified: boolean
  passwordChangedAt: Date
  phrase: string | null
  /** Names of lessons done, of today's or of earlier ones. */
  lessonsDone: readonly string[]
}

const dayMs = 24 * 60 * 60_000

/**
 * A password older than this is worth a thought. Never more: NIST SP 800-63B-4, 3.1.1.2, forbids demanding a change
 * without a sign that it is known to others, because people then choose worse ones.
 */
const passwordOldAfterMs = 365 * dayMs

/** Fewer than this and the next lost phone may be the last. */
const enoughRecoveryCodes = 3

/** What each step is worth; together 100. A second factor stops most of what happens to accounts. */
const points: Record<SecurityStep, number> = {
  second_factor: 35,
  recovery_codes: 15,
  phone_verified: 15,
  fresh_password: 15,
  phrase: 10,
  lessons: 10,
}

export function isPasswordOld(changedAt: Date, now: Date): boolean {
  return now.getTime() - changedAt.getTime() > passwordOldAfterMs
}

/** The score from 0 to 100, and what is done and what is not, in the order in which it matters. */
export function judgeSecurity(
  facts: SecurityFacts,
  now: Date,
): { score: number; steps: { name: SecurityStep; points: number; done: boolean }[] } {
  const done: Record<SecurityStep, boolean> = {
    second_factor: facts.has_totp || facts.has_passkey,
    recovery_codes: facts.recovery_codes >= enoughRecoveryCodes,
    phone_verified: facts.phone_verified,
    fresh_password: !isPasswordOld(facts.passwordChangedAt, now),
    phrase: facts.phrase !== null,
    lessons: lessonNames.every(name => facts.lessonsDone.includes(name)),
  }
  const steps = securitySteps.map(name => ({ name, points: points[name], done: done[name] }))
  const score = steps.reduce((sum, step) => sum + (step.done ? step.points : 0), 0)
  return { score, steps }
}
