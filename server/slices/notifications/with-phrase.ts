import type { Db } from '../../platform/db.ts'
import type { Mailer } from '../../platform/mail.ts'
import { contactOf, findCustomersByEmail, phraseOf } from '../identity/index.ts'

/**
 * Puts the customer's anti-phishing phrase into whatever is sent to their address, whoever sends it, so that a mail
 * without it is none of ours. An address that only looks like theirs gets no phrase: it is compared letter by letter.
 */
export function withPhrase(mailer: Pick<Mailer, 'sendMail'>, db: Db): Pick<Mailer, 'sendMail'> {
  return {
    async sendMail(mail) {
      const phrase = await phraseFor(mail.to, db)
      await mailer.sendMail(phrase === null ? mail : { ...mail, phrase })
    },
  }
}

async function phraseFor(address: string, db: Db): Promise<string | null> {
  const [found] = await findCustomersByEmail(db.read, [address])
  if (!found) return null
  const [owner] = await contactOf(db.read, [found.customerId])
  if (owner?.email.toLowerCase() !== address.toLowerCase()) return null
  return await phraseOf(db.read, owner.id)
}
