import type { Locale } from '../../../contract/schemas.ts'
import { legalDocuments } from '../../../contract/api/registration.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/id.ts'
import { appendEvents } from '../../platform/outbox.ts'
import { insertAcceptances, type Acceptance } from './acceptances/queries.ts'
import type { LegalVersions } from './acceptances/acceptances.ts'
import { assignPhone } from './assign-phone.ts'
import { foldEmail } from './fold-email.ts'
import { readMobileNumber } from './phone.ts'
import { isAddressFree } from './personal/queries-contact.ts'
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
  /** Versions of our texts, and when they were accepted. */
  accepted: readonly Acceptance[]
}

/** Turns a proved person into a customer; undefined when the address has one already, or waits for its owner. */
export type OpenAccount = (tx: Tx, person: ProvedPerson, now: Date) => Promise<CustomerRow | undefined>

export function createOpenAccount(hooks: readonly CustomerHook[]): OpenAccount {
  return async (tx, person, now) => {
    if (!(await isAddressFree(tx, { emailKey: person.emailKey, now }))) return undefined
    const customer: Omit<CustomerRow, 'phone_lookup'> = {
      id: newId(),
      status: 'active',
      name: person.name,
      email: person.email,
      email_key: person.emailKey,
      phone: person.phone,
      phone_verified_at: null,
      locale: person.locale,
      time_zone: null,
      avatar_id: null,
      created_at: now,
    }
    const inserted = await queries.insertCustomer(tx, customer)
    if (!inserted) return undefined
    const { phone, phoneVerifiedAt } = person
    if (phoneVerifiedAt !== null)
      await assignPhone(tx, { customerId: inserted.id, phone, verifiedAt: phoneVerifiedAt, now })
    await queries.insertPassword(tx, { customerId: inserted.id, hash: person.passwordHash, changedAt: now })
    await insertAcceptances(tx, { customerId: inserted.id, accepted: person.accepted })
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
    return phoneVerifiedAt === null
      ? inserted
      : { ...inserted, phone_lookup: phone, phone_verified_at: phoneVerifiedAt }
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
  person: DirectCustomer & { legalVersions: LegalVersions },
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
  const { name, email, passwordHash, locale, legalVersions, now } = person
  const accepted = legalDocuments.map(document => ({
    document,
    version: legalVersions[document],
    acceptedAt: now,
  }))
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
      accepted,
    },
    now,
  )
  if (!customer) throw new DomainError('email_taken')
  return customer
}
