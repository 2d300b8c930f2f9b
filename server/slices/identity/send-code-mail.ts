import { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { defineJob, type Job } from '../../platform/jobs.ts'
import type { Mailer } from '../../platform/mail.ts'
import { hashCode, hashLinkToken, newCode, newLinkToken } from './one-time-code.ts'
import { findKeptAddress } from './personal/queries-contact.ts'
import { revertLink } from './personal/revert-link.ts'
import * as queries from './queries-registration.ts'
import { codeLifetimeMs } from './verification.ts'

const payload = z.strictObject({ verificationId: z.uuid(), generation: z.number().int().positive() })
export type CodeMail = z.infer<typeof payload>

/** What this slice needs of the mailer: one mail handed over, or an error. */
export type CodeMailer = Pick<Mailer, 'sendMail'>

type CodeMailOptions = { db: Db; clock: Clock; codeKey: Buffer; mailer: CodeMailer; publicUrl: string }

/**
 * Sends the code and the link of a verification, or tells the owner of the address that somebody tried to
 * register it again; an address its owner can still bring back is told so. Whether the address has an account is decided only here, after the request was answered, so
 * no answer can tell. Code and link are made here too: they are in the mail and, hashed, in the database, and
 * nowhere else. Repeated, it makes new ones and the mail before is void.
 */
export function createCodeMail(options: CodeMailOptions): Job<CodeMail> {
  return defineJob({
    name: 'identity.send_code_mail',
    payload,
    // Ten attempts take some hours; the code itself lives half an hour, and then there is nothing to send.
    maxAttempts: 10,
    run: mail => sendCodeMail(options, mail),
  })
}

async function sendCodeMail(
  options: CodeMailOptions,
  { verificationId, generation }: CodeMail,
): Promise<void> {
  const { db, clock, codeKey, mailer, publicUrl } = options
  const verification = await queries.findVerification(db.read, verificationId)
  if (!verification || verification.generation !== generation || verification.expires_at <= clock.now())
    return

  const owner = await queries.findOwner(db.read, verification.email_key)
  if (owner) {
    await mailer.sendMail({
      to: owner.email,
      locale: owner.locale,
      template: 'already_registered',
      params: { sign_in_url: `${publicUrl}/sign-in` },
    })
    return
  }
  const kept = await findKeptAddress(db.read, { emailKey: verification.email_key, now: clock.now() })
  if (kept) return await tellKept(options, kept)

  const code = newCode()
  const token = newLinkToken()
  const armed = await db.transaction(tx =>
    queries.armVerification(tx, {
      id: verificationId,
      generation,
      codeHash: hashCode(codeKey, { verificationId, code }),
      linkHash: hashLinkToken(token),
    }),
  )
  if (!armed) return
  await mailer.sendMail({
    to: verification.email,
    locale: verification.locale,
    template: 'confirm_email',
    params: {
      code,
      // After the #, where neither proxies nor the logs of a server ever see it.
      link: `${publicUrl}/confirm-email#${token}`,
      minutes: codeLifetimeMs / 60_000,
      phone_end: verification.phone.slice(-2),
    },
  })
}

/** To the address itself, with the link that brings it back: whoever changed it may have been somebody else. */
async function tellKept(
  { mailer, codeKey, publicUrl }: CodeMailOptions,
  { id, address, until, locale }: NonNullable<Awaited<ReturnType<typeof findKeptAddress>>>,
): Promise<void> {
  await mailer.sendMail({
    to: address,
    locale,
    template: 'address_kept',
    params: { until: until.toISOString(), link: revertLink(codeKey, { publicUrl, changeId: id }) },
  })
}
