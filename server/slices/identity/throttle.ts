import { createHmac } from 'node:crypto'
import type { Tx } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import * as queries from './queries-throttle.ts'

/**
 * Guessing passwords and second proofs. Every attempt is counted before it is looked at and the count is taken back by
 * a success, so that a thousand attempts at once cannot all read "none so far".
 *
 * An account has one counter for everywhere it was never signed in, one for each network and one for each device it
 * was: a stranger far away locks out strangers, never the owner at home, and a stranger in the owner's own network
 * never the owner on a device of theirs (NIST SP 800-63B-4, 3.2.2, allows exactly this). An address without an account
 * has the first counter too, so that a lock tells nobody who has one.
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

/** Messages with codes to one recipient in a day: enough for anybody, too few to be a nuisance or to guess by. */
const codesPerDay = { email: 20, sms: 10 } as const
const dayMs = 24 * 60 * minute

export type Throttle = {
  /** Counts an attempt to sign in, or says until when (null: for good) none is allowed. */
  countSignIn: (tx: Tx, attempt: SignInAttempt) => Promise<Verdict>
  /**
   * Takes back one attempt, the `count`th in a row, that was no guess: its password was never looked at, because there
   * was no room to, or it was that of a registration.
   */
  uncountSignIn: (
    tx: Tx,
    attempt: Pick<SignInAttempt, 'emailKey' | 'from'> & { count: number },
  ) => Promise<void>
  /** Takes all attempts back, once the password was right. */
  clearSignIn: (tx: Tx, attempt: Pick<SignInAttempt, 'emailKey' | 'from'>) => Promise<void>
  /** The same for proofs besides the password. */
  countProof: (tx: Tx, attempt: ProofAttempt) => Promise<Verdict>
  clearProofs: (tx: Tx, attempt: Pick<ProofAttempt, 'customerId' | 'from'>) => Promise<void>
  /** Takes everything back that was counted against an account, everywhere: its owner has proved it anew. */
  clearAccount: (tx: Tx, account: { emailKey: string; customerId: string }) => Promise<void>
  /** Counts a mail with a code, or throws `rate_limited`. */
  countCodeMail: (tx: Tx, mail: { emailKey: string; now: Date }) => Promise<void>
  /** Counts a message with a code, or throws `rate_limited`. `recipient` is whatever tells them apart. */
  countCode: (tx: Tx, code: { channel: 'email' | 'sms'; recipient: string; now: Date }) => Promise<void>
}

/** Where an attempt comes from, as far as the account was signed in there before: `KnownPlace`, or null. */
export type SignInAttempt = {
  emailKey: string
  from: KnownPlace | null
  customerId: string | null
  now: Date
}

export type ProofAttempt = { customerId: string; from: KnownPlace | null; now: Date }

/** `device dev…` or `network 203.0.113.7`: each has a counter of its own. */
export type KnownPlace = `device ${string}` | `network ${string}`

/** The closest place known: the device itself before the network it is in. */
export function knownPlace(known: { deviceId: string | null; network: string | null }): KnownPlace | null {
  if (known.deviceId !== null) return `device ${known.deviceId}`
  return known.network === null ? null : `network ${known.network}`
}

/** `count`: how many in a row this one makes. */
type Verdict = { allowed: true; count: number } | { allowed: false; until: Date | null }

/** Whether the attempt that made so many began a pause where there was none, or closed the counter for good. */
export function lockBeginsAt(count: number): boolean {
  return count === maxConsecutiveFailures || (pauseAfter(count) !== 0 && pauseAfter(count - 1) === 0)
}

/** How long nobody may try again after so many in a row; null: not at all. */
export function pauseAfter(count: number): number | null {
  if (count >= maxConsecutiveFailures) return null
  return pausesMs[Math.min(count, pausesMs.length) - 1] ?? 0
}

export function createThrottle(key: Buffer): Throttle {
  const subjectOf = (...parts: string[]) =>
    createHmac('sha256', key)
      .update(['throttle', ...parts].join('\n'))
      .digest()
  const subjectsOf = (purpose: 'sign_in' | 'second_factor', account: string, from: KnownPlace | null) => {
    const elsewhere = subjectOf(purpose, account)
    return from === null
      ? { own: elsewhere, elsewhere }
      : { own: subjectOf(purpose, account, from), elsewhere }
  }
  const clear = async (
    tx: Tx,
    purpose: 'sign_in' | 'second_factor',
    { account, from }: { account: string; from: KnownPlace | null },
  ) => {
    const { own, elsewhere } = subjectsOf(purpose, account, from)
    await queries.clear(tx, purpose, [own, elsewhere])
  }
  const countMessage = async (
    tx: Tx,
    { channel, recipient, now }: { channel: 'email' | 'sms'; recipient: string; now: Date },
  ) => {
    const purpose = channel === 'email' ? 'code_mail' : 'code_sms'
    const subject = subjectOf(purpose, recipient)
    const limits = { now, windowStart: new Date(now.getTime() - dayMs), max: codesPerDay[channel] }
    if (await queries.countInWindow(tx, { purpose, subject, ...limits })) return
    const since = await queries.readCounter(tx, purpose, subject)
    const reopensAt = (since?.first_at.getTime() ?? now.getTime()) + dayMs
    throw new DomainError('rate_limited', { retryAfterSeconds: secondsUntil(new Date(reopensAt), now) })
  }

  return {
    countSignIn(tx, { emailKey, from, customerId, now }) {
      const { own } = subjectsOf('sign_in', emailKey, from)
      return countFailure(tx, { purpose: 'sign_in', subject: own, customerId, now })
    },
    async uncountSignIn(tx, { emailKey, from, count }) {
      await queries.takeBack(tx, {
        purpose: 'sign_in',
        subject: subjectsOf('sign_in', emailKey, from).own,
        count,
      })
    },
    clearSignIn: (tx, { emailKey, from }) => clear(tx, 'sign_in', { account: emailKey, from }),
    countProof(tx, { customerId, from, now }) {
      const { own } = subjectsOf('second_factor', customerId, from)
      return countFailure(tx, { purpose: 'second_factor', subject: own, customerId, now })
    },
    clearProofs: (tx, { customerId, from }) => clear(tx, 'second_factor', { account: customerId, from }),
    async clearAccount(tx, { emailKey, customerId }) {
      // The counter of strangers may be older than the account, and then does not name it.
      await queries.clear(tx, 'sign_in', [subjectsOf('sign_in', emailKey, null).own])
      await queries.clearCustomer(tx, customerId)
    },
    countCodeMail: (tx, { emailKey, now }) =>
      countMessage(tx, { channel: 'email', recipient: emailKey, now }),
    countCode: countMessage,
  }
}

async function countFailure(
  tx: Tx,
  attempt: {
    purpose: 'sign_in' | 'second_factor'
    subject: Buffer
    customerId: string | null
    now: Date
  },
): Promise<Verdict> {
  const counted = await queries.countAttempt(tx, { ...attempt, max: maxConsecutiveFailures, pausesMs })
  if (counted !== undefined) return { allowed: true, count: counted }
  const counter = await queries.readCounter(tx, attempt.purpose, attempt.subject)
  const forGood = !counter || counter.count >= maxConsecutiveFailures
  return { allowed: false, until: forGood ? null : counter.blocked_until }
}

/**
 * The refusal of a locked account: why, until when, and the way out. Without an end there is no `Retry-After`: a device
 * or network known to the account still gets in, and so does whoever sets a new password.
 */
export function lockedError(until: Date | null, now: Date): DomainError {
  const details = {
    reason: 'too_many_attempts',
    until: until?.toISOString() ?? null,
    way_out: until === null ? 'reset_password' : 'wait',
  }
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
