import { createHmac } from 'node:crypto'
import type { CodePurpose } from '../../../../contract/api/factors.ts'
import type { Locale } from '../../../../contract/schemas.ts'
import type { Tx } from '../../../platform/db.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import { newId } from '../../../platform/id.ts'
import { addJob, type Job } from '../../../platform/jobs.ts'
import type { Throttle } from '../throttle.ts'
import * as queries from './queries.ts'
import type { SendCode } from './send-code.ts'

/** A code is good for ten minutes and five tries; another may be asked for after a minute. */
export const codeLifetimeMs = 10 * 60_000
export const resendAfterMs = 60_000
export const maxCodeTries = 5

export type CodeChannel = 'email' | 'sms'

export type CodeRequest = {
  /** What the code is for: the id of the half session, challenge, recovery or change. One code per subject and purpose. */
  subject: string
  purpose: CodePurpose
  channel: CodeChannel
  /** Whose verified address or number gets it. Null with no `to`: everything is done alike and nothing is sent. */
  customerId: string | null
  /** An address or number that is still to be proved, and the language to write in, instead of the one on file. */
  to?: { address: string; locale: Locale }
  /** By what the messages are counted; the address or the customer when absent. */
  allowanceKey?: string
  now: Date
}

export type AskedCode = { id: string; resendAt: Date; expiresAt: Date }

/** `spent`: used already, or tried too often. `expired`: too late, replaced, or never asked for. */
export type CodeVerdict = 'right' | 'wrong' | 'expired' | 'spent'

export type Codes = {
  /**
   * Asks for a code: adds the job that makes, hashes and sends it, in the caller's transaction. Asked again within a
   * minute, it answers the times of the code that is on its way. Throws `rate_limited` when the recipient had their
   * share of messages.
   */
  askCode: (tx: Tx, request: CodeRequest) => Promise<AskedCode>
  /**
   * Looks at a code once: one conditional UPDATE counts the try and consumes the code, so that of any number at once
   * exactly one is right. A wrong try must be committed to count: answer it, do not throw inside `tx`.
   */
  takeCode: (tx: Tx, attempt: CodeAttempt) => Promise<CodeVerdict>
}

export type CodeAttempt = { subject: string; purpose: CodePurpose; code: string; now: Date }

/**
 * Codes of six digits, sent by mail or message: one mechanism for all purposes. A code exists in the message and, as
 * an HMAC, in the database, and nowhere else; it is made inside the job that sends it.
 */
export function createCodes(options: { codeKey: Buffer; job: Job<SendCode>; throttle: Throttle }): Codes {
  const { codeKey, job, throttle } = options
  return {
    async askCode(tx, request) {
      const { subject, purpose, channel, customerId, to, now } = request
      const onItsWay = await queries.findCode(tx, { subject, purpose })
      if (onItsWay && onItsWay.resend_at > now) return timesOf(onItsWay)
      // Before the row, so that a refusal the caller lives with leaves nothing behind that looks like a code.
      const recipient = request.allowanceKey ?? to?.address ?? customerId ?? subject
      await throttle.countCode(tx, { channel, recipient, now })
      const renewed = await queries.renewCode(tx, {
        id: newId(),
        subject,
        purpose,
        channel,
        customerId,
        address: to?.address ?? null,
        locale: to?.locale ?? null,
        now,
        resendAt: new Date(now.getTime() + resendAfterMs),
        expiresAt: new Date(now.getTime() + codeLifetimeMs),
      })
      if (renewed) {
        const { id, generation } = renewed
        await addJob(tx, job, { id, generation }, { key: `identity.code ${id}` })
        return timesOf(renewed)
      }
      // Asked for twice at once: the other one sends it.
      const other = await queries.findCode(tx, { subject, purpose })
      assertInvariant(other !== undefined, 'a code that could not be renewed is there')
      return timesOf(other)
    },
    async takeCode(tx, { subject, purpose, code, now }) {
      const codeHash = hashCode(codeKey, { subject, purpose, code })
      const taken = await queries.takeCode(tx, { subject, purpose, codeHash, now, maxTries: maxCodeTries })
      if (taken) return taken.right ? 'right' : 'wrong'
      const over = await queries.findCode(tx, { subject, purpose })
      if (!over) return 'expired'
      return over.consumed_at !== null || over.attempts >= maxCodeTries ? 'spent' : 'expired'
    },
  }
}

function timesOf(code: { id: string; resend_at: Date; expires_at: Date }): AskedCode {
  return { id: code.id, resendAt: code.resend_at, expiresAt: code.expires_at }
}

/**
 * A million codes could be tried against a plain hash in a second; the key, which is not in the database, keeps a
 * thief of the database from that. Bound to subject and purpose, a code is good nowhere else.
 */
export function hashCode(
  codeKey: Buffer,
  { subject, purpose, code }: { subject: string; purpose: CodePurpose; code: string },
): Buffer {
  return createHmac('sha256', codeKey).update(`code ${purpose} ${subject} ${code}`).digest()
}
