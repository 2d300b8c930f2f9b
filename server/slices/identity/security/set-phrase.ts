import * as contract from '../../../../contract/api/security.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { appendEvents } from '../../../platform/outbox.ts'
import type { Parts } from '../parts.ts'
import { findCustomer } from '../queries.ts'
import type { CustomerRow } from '../tables.ts'
import * as queries from './queries.ts'

/** Chooses the phrase that stands in every genuine mail. What strangers know of the customer is no phrase. */
export function setPhraseRoute({ db }: Parts): Route {
  return route(contract.setPhrase, async ({ body, context }) => {
    const { customerId } = context.principal
    const { now } = context
    const customer = await findCustomer(db.read, customerId)
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    const phrase = body.phrase.trim()
    if (isKnownToStrangers(phrase, customer))
      throw new DomainError('validation_failed', { fields: [{ path: 'phrase', code: 'not_allowed' }] })
    await db.transaction(async tx => {
      if (!(await queries.setPhrase(tx, { customerId, phrase, now }))) return
      await appendEvents(tx, [
        {
          type: 'phrase.changed',
          version: 1,
          stream: customerId,
          subject: customerId,
          journal: null,
          payload: { id: toTypeId('customer', customerId) },
          occurredAt: now,
        },
      ])
    })
    context.audit({ subject: customerId })
    return { phrase }
  })
}

/** Name, address and number stand in every forged mail too. */
function isKnownToStrangers(phrase: string, { name, email, phone }: CustomerRow): boolean {
  const plain = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\s.\-+]/g, '')
  const chosen = plain(phrase)
  const localPart = email.slice(0, email.lastIndexOf('@'))
  return [name, email, localPart, phone, phone.slice(-8)].some(known => {
    const told = plain(known)
    return told.length >= 2 && (chosen === told || (told.length >= 4 && chosen.includes(told)))
  })
}
