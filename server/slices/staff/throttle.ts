import { createHmac } from 'node:crypto'
import type { Db, Tx } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import * as queries from './queries-throttle.ts'

/**
 * Guessing. Every attempt is counted before it is looked at, and a success takes the count back, so that a thousand
 * attempts at once cannot all read "none so far".
 *
 * An address has one counter for networks its owner never worked from and one for each network they did: a stranger
 * locks out strangers, never the colleague at their desk. Addresses that are nobody's have the first counter too, so
 * that a lock tells nobody who works here. The second factor has a counter per person, whatever the network: only who
 * has the password gets that far.
 */
const maxConsecutiveFailures = 100

const second = 1_000
const minute = 60 * second

/** The pause after the nth attempt in a row; the last one is for all that follow. */
const pausesMs = [
  0,
  0,
  0,
  0,
  30 * second,
  minute,
  2 * minute,
  4 * minute,
  8 * minute,
  15 * minute,
  30 * minute,
  60 * minute,
] as const

export type PasswordAttempt = { emailKey: string; network: string | null; staffId: string | null; now: Date }
export type FactorAttempt = { staffId: string; now: Date }

export type StaffThrottle = {
  /** Both count an attempt, or throw `account_locked`. */
  countPassword(attempt: PasswordAttempt): Promise<void>
  countFactor(attempt: FactorAttempt): Promise<void>
  clearPassword(tx: Tx, attempt: Pick<PasswordAttempt, 'emailKey' | 'network'>): Promise<void>
  clearFactor(tx: Tx, staffId: string): Promise<void>
}

export function createStaffThrottle(db: Db, key: Buffer): StaffThrottle {
  const subjectOf = (...parts: string[]) =>
    createHmac('sha256', key)
      .update(['staff throttle', ...parts].join('\n'))
      .digest()
  const passwordSubject = (emailKey: string, network: string | null) =>
    network === null ? subjectOf('password', emailKey) : subjectOf('password', emailKey, network)
  const factorSubject = (staffId: string) => subjectOf('factor', staffId)

  async function count(counter: queries.Counter, now: Date): Promise<void> {
    const refusal = await db.transaction(async tx => {
      const rule = { now, max: maxConsecutiveFailures, pausesMs }
      if (await queries.countAttempt(tx, counter, rule)) return undefined
      const state = await queries.readCounter(tx, counter)
      const until = state && state.count < maxConsecutiveFailures ? state.blocked_until : null
      return lockedError(until, now)
    })
    if (refusal) throw refusal
  }

  return {
    countPassword: ({ emailKey, network, staffId, now }) =>
      count({ purpose: 'password', subject: passwordSubject(emailKey, network), staffId }, now),
    countFactor: ({ staffId, now }) =>
      count({ purpose: 'factor', subject: factorSubject(staffId), staffId }, now),
    async clearPassword(tx, { emailKey, network }) {
      const subjects = [passwordSubject(emailKey, null)]
      if (network !== null) subjects.push(passwordSubject(emailKey, network))
      await queries.clearCounters(tx, 'password', subjects)
    },
    clearFactor: (tx, staffId) => queries.clearCounters(tx, 'factor', [factorSubject(staffId)]),
  }
}

/** Without an end the operator must invite the person again. */
function lockedError(until: Date | null, now: Date): DomainError {
  const details = { until: until?.toISOString() ?? null }
  if (until === null) return new DomainError('account_locked', { details })
  const retryAfterSeconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / second))
  return new DomainError('account_locked', { details, retryAfterSeconds })
}
