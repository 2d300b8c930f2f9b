import { z } from 'zod'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Job } from '../../../platform/jobs.ts'
import type { Mailer } from '../../../platform/mail.ts'
import { noticeTexts } from '../../../platform/notice-texts.ts'
import { findCustomer } from '../queries.ts'
import { oldAddresses } from './queries.ts'

type Options = { db: Db; mailer: Pick<Mailer, 'sendMail'>; publicUrl: string }

/**
 * Tells a recovery to the addresses an account had lately (security.md: every old address): whoever took an account
 * over by changing its address may be the one who recovers it now. The address of today is told by the event.
 */
export function createTellOldAddresses(options: Options): Job<{ customer: string; at: string }> {
  return defineJob({
    name: 'identity.tell_old_addresses',
    payload: z.strictObject({ customer: z.uuid(), at: z.iso.datetime() }),
    async run({ customer: customerId, at }) {
      const { db, mailer, publicUrl } = options
      const customer = await findCustomer(db.read, customerId)
      if (!customer) return
      const { title, text } = noticeTexts[customer.locale].texts.password_recovered
      for (const to of await oldAddresses(db.read, { customerId, at: new Date(at) }))
        await mailer.sendMail({
          to,
          locale: customer.locale,
          template: 'notice',
          params: { title, text, facts: [], time: at, link: `${publicUrl}/official-channels` },
        })
    },
  })
}
