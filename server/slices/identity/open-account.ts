import type { Locale } from '../../../contract/schemas.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/id.ts'
import { appendEvents } from '../../platform/outbox.ts'
import { foldEmail } from './fold-email.ts'
import { readMobileNumber } from './phone.ts'
import * as queries from './queries.ts'
import type { CustomerRow } from './tables.ts'

/** What other slices learn when a customer comes into being. */
export type NewCustomer = { id: string; name: string; email: string; locale: Locale; createdAt: Date }

/** A reaction of another slice in the same transaction: the wallet gives the account number. */
export type CustomerHook = (tx: Tx, customer: NewCustomer) => Promise<void>

/** Everything about a person whose address is proved. `phone` is E.164, `emailKey` the folded address. */
export type ProvedPerson = {
  name: string
  email: string
  emailKey: string
  phone: string
  /** When the person showed to read messages at the number; null for one that was only typed. */
  phoneVerifiedAt: Date | null
  passwordHash: string
  locale: Locale
  termsVersion: string
  termsAcceptedAt: Date
}

/** Turns a proved person into a customer; undefined when the address has one already. */
export type OpenAccount = (tx: Tx, person: ProvedPerson, now: Date) => Promise<CustomerRow | undefined>

export function createOpenAccount(hooks: readonly CustomerHook[]): OpenAccount {
  return async (tx, person, now) => {
    const customer: Omit<CustomerRow, 'phone_lookup'> = {
      id: newId(),
      status: 'active',
      name: person.name,
      email: person.email,
      email_key: person.emailKey,
      phone: person.phone,
      phone_verified_at: person.phoneVerifiedAt,
      locale: person.locale,
      time_zone: null,
      avatar_id: null,
      terms_version: person.termsVersion,
      terms_accepted_at: person.termsAcceptedAt,
      created_at: now,
    }
    const inserted = await queries.insertCustomer(tx, customer)
    if (!inserted) return undefined
    await queries.insertPassword(tx, { customerId: inserted.id, hash: person.passwordHash, changedAt: now })
    for (const hook of hooks) {
      const { id, name, email, locale } = customer
      await hook(tx, { id, name, email, locale, createdAt: now })
    }
    await appendEvents(tx, [
      {
        type: 'customer.active',
        version: 1,
        stream: customer.id,
        subject: customer.id,
        journal: null,
        payload: { id: toTypeId('customer', customer.id) },
        occurredAt: now,
      },
    ])
    return inserted
  }
}

/** What demo seeding and tests say of a person; the rest is as the API would make it. */
export type DirectCustomer = {
  name: string
  email: string
  /** International form. */
  phone: string
  /** Made beforehand with the slice's `hashPassword`: nothing is hashed inside a transaction. */
  passwordHash: string
  locale: Locale
  now: Date
}

/** Opens an account as if the address had been proved; for the demo customers and for tests. */
export async function openAccountDirectly(
  tx: Tx,
  open: OpenAccount,
  person: DirectCustomer & { termsVersion: string },
): Promise<CustomerRow> {
  const emailKey = foldEmail(person.email)
  const phone = readMobileNumber(person.phone)
  if (emailKey === undefined || phone === undefined)
    throw new DomainError('validation_failed', {
      fields: [
        emailKey === undefined
          ? { path: 'email', code: 'email_malformed' }
          : { path: 'phone', code: 'phone_malformed' },
      ],
    })
  const { name, email, passwordHash, locale, termsVersion, now } = person
  const customer = await open(
    tx,
    {
      name,
      email,
      emailKey,
      phone,
      phoneVerifiedAt: now,
      passwordHash,
      locale,
      termsVersion,
      termsAcceptedAt: now,
    },
    now,
  )
  if (!customer) throw new DomainError('email_taken')
  return customer
}
