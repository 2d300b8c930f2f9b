import { createHmac } from 'node:crypto'
import type { Tx } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import * as queries from './queries-throttle.ts'

/**
 * Guessing passwords. Every attempt is counted before the password is looked at and the count is taken back by a
 * success, so that a thousand attempts at once cannot all read "none so far".
 *
 * An account has one counter for all networks it was never signed in from, and one for each network it was:
 * a stranger far away locks out strangers, never the owner at home (NIST SP 800-63B-4, 3.2.2, allows exactly
 * this). An address without an account has the first counter too, so that a lock tells nobody who has one.
 */
const maxConsecutiveFailures = 100

const second = 1_000
const minute = 60 * second

/** The pause after the nth attempt in a row; the last one is for all that follow. */
export const pausesMs = [
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

/** Mails with codes to one address in a day: enough for anybody, too few to be a nuisance or to guess by. */
const codeMailsPerDay = 20
const dayMs = 24 * 60 * minute

export type Throttle = {
  /** Counts an attempt to sign in, or says until when (null: for good) none is allowed. */
  countSignIn: (tx: Tx, attempt: SignInAttempt) => Promise<Verdict>
  /** Takes one attempt back whose password was never looked at, because there was no room to. */
  uncountSignIn: (tx: Tx, attempt: Pick<SignInAttempt, 'emailKey' | 'network'>) => Promise<void>
  /** Takes all attempts back, once the password was right. */
  clearSignIn: (tx: Tx, attempt: Pick<SignInAttempt, 'emailKey' | 'network'>) => Promise<void>
  /** Counts a mail with a code, or throws `rate_limited`. */
  countCodeMail: (tx: Tx, mail: { emailKey: string; now: Date }) => Promise<void>
}

/** `network` is set where the account was signed in from it before, else null. */
export type SignInAttempt = { emailKey: string; network: string | null; customerId: string | null; now: Date }

type Verdict = { allowed: true } | { allowed: false; until: Date | null }

export function createThrottle(key: Buffer): Throttle {
  const subjectOf = (...parts: string[]) =>
    createHmac('sha256', key)
      .update(['throttle', ...parts].join('\n'))
      .digest()
  const signInSubject = (emailKey: string, network: string | null) =>
    network === null ? subjectOf('sign_in', emailKey) : subjectOf('sign_in', emailKey, network)

  return {
    countSignIn(tx, { emailKey, network, customerId, now }) {
      return countSignIn(tx, { subject: signInSubject(emailKey, network), customerId, now })
    },
    async uncountSignIn(tx, { emailKey, network }) {
      await queries.takeBack(tx, signInSubject(emailKey, network))
    },
    async clearSignIn(tx, { emailKey, network }) {
      const subjects = [signInSubject(emailKey, null)]
      if (network !== null) subjects.push(signInSubject(emailKey, network))
      await queries.clear(tx, 'sign_in', subjects)
    },
    async countCodeMail(tx, { emailKey, now }) {
      const subject = subjectOf('code_mail', emailKey)
      const limits = { now, windowStart: new Date(now.getTime() - dayMs), max: codeMailsPerDay }
      if (await queries.countInWindow(tx, { purpose: 'code_mail', subject, ...limits })) return
      const since = await queries.readCounter(tx, 'code_mail', subject)
      const reopensAt = (since?.first_at.getTime() ?? now.getTime()) + dayMs
      throw new DomainError('rate_limited', { retryAfterSeconds: secondsUntil(new Date(reopensAt), now) })
    },
  }
}

async function countSignIn(
  tx: Tx,
  attempt: { subject: Buffer; customerId: string | null; now: Date },
): Promise<Verdict> {
  const counted = await queries.countAttempt(tx, { ...attempt, max: maxConsecutiveFailures, pausesMs })
  if (counted) return { allowed: true }
  const counter = await queries.readCounter(tx, 'sign_in', attempt.subject)
  const forGood = !counter || counter.count >= maxConsecutiveFailures
  return { allowed: false, until: forGood ? null : counter.blocked_until }
}

/** The refusal of a locked account. Without an end there is no `Retry-After`: only a known network gets in then. */
export function lockedError(until: Date | null, now: Date): DomainError {
  const details = { until: until?.toISOString() ?? null }
  return until === null
    ? new DomainError('account_locked', { details })
    : new DomainError('account_locked', { details, retryAfterSeconds: secondsUntil(until, now) })
}

export function secondsUntil(end: Date, now: Date): number {
  return Math.max(1, Math.ceil((end.getTime() - now.getTime()) / second))
}

export type Turns = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

/**
 * One at a time per key in this process, in the order of arrival; who comes when `maxWaiting` wait for the same
 * key is refused. People who sign in on five devices at once with the right password would otherwise count five
 * attempts before the first success takes one back.
 */
export function createTurns(options: { maxWaiting: number }): Turns {
  const lines = new Map<string, { last: Promise<void>; length: number }>()

  return async (key, work) => {
    const line = lines.get(key) ?? { last: Promise.resolve(), length: 0 }
    if (line.length > options.maxWaiting) throw new DomainError('overloaded', { retryAfterSeconds: 5 })
    const before = line.last
    const mine = Promise.withResolvers<void>()
    line.last = mine.promise
    line.length += 1
    lines.set(key, line)
    try {
      await before
      return await work()
    } finally {
      mine.resolve()
      line.length -= 1
      if (line.length === 0) lines.delete(key)
    }
  }
}
