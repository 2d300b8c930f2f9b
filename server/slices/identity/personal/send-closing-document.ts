import { z } from 'zod'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Job } from '../../../platform/jobs.ts'
import type { Mailer } from '../../../platform/mail.ts'
import { findCustomer } from '../queries.ts'
import { documentToken } from './closing-document.ts'
import { findClosing } from './queries-closing.ts'
import { recordsKeptYears } from './times.ts'

type Options = { db: Db; codeKey: Buffer; mailer: Pick<Mailer, 'sendMail'>; publicUrl: string }

/** The last mail to a former customer: that the account is closed, and where its confirmation is. */
export function createSendClosingDocument(options: Options): Job<{ closing: string }> {
  return defineJob({
    name: 'identity.send_closing_document',
    payload: z.strictObject({ closing: z.uuid() }),
    async run({ closing: id }) {
      const { db, codeKey, mailer, publicUrl } = options
      const closing = await findClosing(db.read, id)
      if (closing?.state !== 'closed' || closing.ended_at === null) return
      const customer = await findCustomer(db.read, closing.customer_id)
      if (!customer) return
      const wireId = toTypeId('accountClosing', id)
      await mailer.sendMail({
        id,
        to: customer.email,
        locale: customer.locale,
        template: 'account_closed',
        params: {
          reference: wireId,
          time: closing.ended_at.toISOString(),
          years: recordsKeptYears,
          link: `${publicUrl}/account-closed#${wireId}.${documentToken(codeKey, id)}`,
        },
      })
    },
  })
}
