import { z } from 'zod'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { DomainError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/id.ts'
import { addJob, defineJob, type Job } from '../../../platform/jobs.ts'
import type { Mailer } from '../../../platform/mail.ts'
import { newToken } from '../../../platform/token.ts'
import type { RecoveryParts } from './parts.ts'
import { customerOf } from './proved-account.ts'
import * as queries from './queries.ts'
import type { RecoveryRow } from './tables.ts'
import { codeTimes, linkLifetimeMs, recoveryLifetimeMs } from './times.ts'

const payload = z.strictObject({ recovery: z.uuid() })
export type OfferLink = z.infer<typeof payload>

type Asked = Pick<RecoveryRow, 'channel' | 'contact_key' | 'customer_id'>

/** In the place of the HMAC a recovery by code is counted by; nothing is counted here. */
const byLink = 'link'

/**
 * Passes on what `work` throws. Where the codes of a day are used up, by whomever, the owner is sent one mail with a
 * link that goes on without a code: 32 random bytes cannot be guessed, so nothing has to be counted, and strangers who
 * use up the codes have made us send it. Done for every contact alike, before anybody has looked whose it is.
 */
export async function orOfferLink<Result>(
  parts: Pick<RecoveryParts, 'db' | 'offerLink'>,
  { now, asked, work }: { now: Date; asked: Asked; work: (tx: Tx) => Promise<Result> },
): Promise<Result> {
  try {
    return await parts.db.transaction(work)
  } catch (error) {
    if (!(error instanceof DomainError && error.refusal.code === 'rate_limited')) throw error
    const id = newId()
    await parts.db.transaction(async tx => {
      await queries.insertRecovery(tx, {
        id,
        channel: asked.channel,
        contact_key: asked.contact_key,
        customer_id: asked.customer_id,
        allowance: byLink,
        started_at: now,
        asked_at: now,
        asked: 1,
        resend_at: codeTimes(now).resendAt,
        expires_at: new Date(now.getTime() + recoveryLifetimeMs),
        proved_at: null,
        token_hash: null,
        completed_at: null,
      })
      await addJob(tx, parts.offerLink, { recovery: id })
    })
    throw error
  }
}

/** Mails the link to whoever has the contact, to their address: no text message has a link. Nobody else gets anything. */
export function createOfferLink(options: {
  db: Db
  clock: Clock
  mailer: Pick<Mailer, 'sendMail'>
  publicUrl: string
}): Job<OfferLink> {
  const { db, clock, mailer, publicUrl } = options
  return defineJob({
    name: 'identity.offer_recovery_link',
    payload,
    maxAttempts: 6,
    async run({ recovery: id }) {
      const { token, tokenHash } = newToken()
      const armed = await db.transaction(async tx => {
        const recovery = await queries.resolveRecovery(tx, id)
        if (!recovery || recovery.customer_id === null) return undefined
        const { customer_id: customerId } = recovery
        // Of this attempt: what ended the recovery since it was asked for, or since a mail was refused, has ended it.
        const now = clock.now()
        const expiresAt = new Date(now.getTime() + linkLifetimeMs)
        const link = { id, customerId, allowance: byLink, tokenHash, now, expiresAt }
        return (await queries.armLink(tx, link)) ? { customerId, expiresAt } : undefined
      })
      if (!armed) return
      const { email, locale } = await customerOf(db.read, armed.customerId)
      const link = `${publicUrl}/recover#${toTypeId('recovery', id)}.${token}`
      const params = { link, until: armed.expiresAt.toISOString() }
      try {
        await mailer.sendMail({ to: email, locale, template: 'recovery_link', params })
      } catch (error) {
        // The next try makes another; where this was the last one, whoever asks next is sent theirs today.
        await db.transaction(tx => queries.disarmLink(tx, { id, tokenHash }))
        throw error
      }
    },
  })
}
