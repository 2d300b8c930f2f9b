import { toTypeId } from '../../../contract/ids.ts'
import type { Tx } from '../../platform/db.ts'
import { addJob } from '../../platform/jobs.ts'
import type { Parts } from './parts.ts'
import * as queries from './queries-registration.ts'
import type { VerificationRow } from './tables.ts'

/** A code is good for half an hour and five tries; another may be asked for after a minute. */
export const codeLifetimeMs = 30 * 60_000
export const resendAfterMs = 60_000
export const maxCodeAttempts = 5

/** How long somebody may take from typing their data to proving their address. */
export const registrationLifetimeMs = 7 * 24 * 60 * 60_000

export function verificationTimes(now: Date): Pick<VerificationRow, 'resend_at' | 'expires_at'> {
  return {
    resend_at: new Date(now.getTime() + resendAfterMs),
    expires_at: new Date(now.getTime() + codeLifetimeMs),
  }
}

/** Asks for the mail of this generation; a mail of an earlier one that still waits is replaced. */
export async function askForMail(
  tx: Tx,
  parts: Pick<Parts, 'codeMail'>,
  verification: { id: string; generation: number },
): Promise<void> {
  await addJob(
    tx,
    parts.codeMail,
    { verificationId: verification.id, generation: verification.generation },
    { key: `identity.code_mail ${verification.id}` },
  )
}

/**
 * Voids the code and link there are and sends new ones, within the address's allowance. Undefined when it is too
 * early for that, or too late, or no longer needed; throws `rate_limited` when the address had its mails.
 */
export async function renew(
  tx: Tx,
  parts: Pick<Parts, 'codeMail' | 'throttle'>,
  { id, now }: { id: string; now: Date },
): Promise<queries.Verification | undefined> {
  const { resend_at: resendAt, expires_at: expiresAt } = verificationTimes(now)
  const renewed = await queries.renewVerification(tx, { id, now, resendAt, expiresAt })
  if (!renewed) return undefined
  await parts.throttle.countCodeMail(tx, { emailKey: renewed.email_key, now })
  await askForMail(tx, parts, renewed)
  return renewed
}

export type WireVerification = { id: string; email: string; expires_at: string; resend_at: string }

/** The same for a known and an unknown address: it holds nothing but what was typed, and times. */
export function wireVerification(
  verification: Pick<VerificationRow, 'id' | 'expires_at' | 'resend_at'> & { email: string },
): WireVerification {
  return {
    id: toTypeId('verification', verification.id),
    email: verification.email,
    expires_at: verification.expires_at.toISOString(),
    resend_at: verification.resend_at.toISOString(),
  }
}
