import type pg from 'pg'
import type { CustomerStatus } from '../../../contract/api/identity.ts'
import type { Locale } from '../../../contract/schemas.ts'
import type { ReadDb } from '../../platform/db.ts'
import { restrictionsOf, type CustomerFacts } from './customer-status.ts'
import { foldEmail } from './fold-email.ts'
import { countryOfNumber, readMobileNumber } from './phone.ts'
import * as queries from './queries.ts'

/** `key` is the text that was asked for, as it was given. */
export type FoundCustomer = { key: string; customerId: string; name: string; status: CustomerStatus }

/** Customers by e-mail address, however it is typed, in one query. Addresses without a customer are left out. */
export async function findCustomersByEmail(db: ReadDb, emails: readonly string[]): Promise<FoundCustomer[]> {
  return await find(emails, foldEmail, keys => queries.findByEmailKey(db, keys))
}

/** Customers by mobile number in international form, in one query. Numbers that find nobody are left out. */
export async function findCustomersByPhone(db: ReadDb, numbers: readonly string[]): Promise<FoundCustomer[]> {
  return await find(numbers, readMobileNumber, keys => queries.findByPhone(db, keys))
}

async function find(
  texts: readonly string[],
  fold: (text: string) => string | undefined,
  lookUp: (keys: readonly string[]) => Promise<queries.FoundCustomer[]>,
): Promise<FoundCustomer[]> {
  const folded = texts.flatMap(text => {
    const key = fold(text)
    return key === undefined ? [] : [{ text, key }]
  })
  if (folded.length === 0) return []
  const customers = new Map((await lookUp(folded.map(({ key }) => key))).map(found => [found.key, found]))
  return folded.flatMap(({ text, key }) => {
    const found = customers.get(key)
    return found ? [{ key: text, customerId: found.id, name: found.name, status: found.status }] : []
  })
}

/** `phone` only where the customer proved to read messages there; otherwise it may be somebody else's. */
export type Contact = {
  id: string
  name: string
  email: string
  phone: string | null
  locale: Locale
  /** IANA name; null follows the operator's. */
  timeZone: string | null
}

/** How to write to these customers. */
export async function contactOf(db: ReadDb, customerIds: readonly string[]): Promise<Contact[]> {
  return await queries.readContacts(db, customerIds)
}

/**
 * What the money pipeline must know of the customers in a batch, by id: one prepared statement on the pipeline's
 * own connection. An id that is nobody's is missing from the map.
 */
export async function customerFacts(
  client: pg.ClientBase,
  customerIds: readonly string[],
): Promise<Map<string, CustomerFacts>> {
  const rows = await queries.readFacts(client, customerIds)
  return new Map(
    rows.map(row => [
      row.id,
      {
        name: row.name,
        status: row.status,
        restrictions: restrictionsOf(row.restrictions),
        level: row.phone_lookup === null ? 'email_proved' : 'number_proved',
        region: row.phone_lookup === null ? null : countryOfNumber(row.phone_lookup),
      },
    ]),
  )
}
