import { isAccountNumber, ungroup } from '../../../contract/check-digit.ts'
import { batchLoader } from '../../platform/batch-loader.ts'
import type { Db } from '../../platform/db.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { openOwnConnection } from '../../platform/own-connection.ts'
import { findCustomersByEmail, findCustomersByPhone, type FoundCustomer } from '../identity/index.ts'
import { maskAccountNumber, maskName } from './mask.ts'
import { createMisses } from './misses.ts'
import * as queries from './queries.ts'

/**
 * Whose an account number is never changes; the name on it rarely does, and for so long the old one may still be
 * shown. Whether they may pay or receive is not remembered: the decision reads that under its lock.
 */
const rememberMs = 10_000
const maxRemembered = 50_000

export type MatchedBy = 'email' | 'phone' | 'account_number'

/** A customer who may be paid, found by what the payer typed. Names are masked for the payer's eyes. */
export type Recipient = {
  customerId: string
  matchedBy: MatchedBy
  maskedName: string
  maskedAccountNumber: string
}

export type Recipients = {
  /**
   * Finds who is meant, or throws `recipient_invalid` (no such format, or the payer), `recipient_not_found`, or
   * `rate_limited` when this payer has named too many people nobody knows.
   */
  find(identifier: string, payerId: string): Promise<Recipient>
  /** A customer as others see them. */
  maskedOf(customerId: string): Promise<{ name: string; accountNumber: string }>
  close(): Promise<void>
}

/** Roughly an address: what it must be to belong to somebody is for identity to say. */
const addressLike = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u

/** Which of the three the text is: an address has an @, an account number its own check digit, the rest is a phone. */
export function kindOf(identifier: string): { kind: MatchedBy; key: string } | undefined {
  const text = identifier.normalize('NFKC').trim()
  if (text.includes('@')) return addressLike.test(text) ? { kind: 'email', key: text } : undefined
  const digits = ungroup(text)
  if (isAccountNumber(digits)) return { kind: 'account_number', key: digits }
  const international = internationalNumber(text)
  return international === undefined ? undefined : { kind: 'phone', key: international }
}

/** `+44 7700 900123` and `0044…` as they are; eleven digits that begin like a mobile number of mainland China get +86. */
function internationalNumber(text: string): string | undefined {
  const compact = text.replaceAll(/[\s().-]/g, '')
  if (/^\+[0-9]{6,15}$/.test(compact)) return compact
  if (/^00[1-9][0-9]{5,14}$/.test(compact)) return `+${compact.slice(2)}`
  if (/^1[3-9][0-9]{9}$/.test(compact)) return `+86${compact}`
  return undefined
}

/** Look-ups of many concurrent transfers share their queries; each answer is the database's at or after the call. */
export function createRecipients(db: Db, { rateLimitScale }: { rateLimitScale: number }): Recipients {
  const misses = createMisses(rateLimitScale)
  const connection = openOwnConnection(db, { name: 'okpay recipients' })
  const byKey = (found: readonly FoundCustomer[]): Map<string, string> =>
    new Map(found.map(({ key, customerId }) => [key, customerId]))
  const customers = {
    email: batchLoader({ query: async keys => byKey(await findCustomersByEmail(db.read, keys)) }),
    phone: batchLoader({ query: async keys => byKey(await findCustomersByPhone(db.read, keys)) }),
  }
  // Keys are account numbers and customer ids, which nobody can confuse: only the latter have dashes.
  const holders = batchLoader<queries.Holder>({
    async query(keys) {
      const accountNumbers = keys.filter(key => !key.includes('-'))
      const customerIds = keys.filter(key => key.includes('-'))
      const found = await connection.use(client =>
        queries.findHolders(client, { accountNumbers, customerIds }),
      )
      return new Map(
        found.flatMap(holder => [
          [holder.account_number, holder],
          [holder.customer_id, holder],
        ]),
      )
    },
  })

  const remembered = new Map<string, { holder: queries.Holder; until: number }>()
  async function holderOf(key: string): Promise<queries.Holder | undefined> {
    const known = remembered.get(key)
    if (known && known.until > performance.now()) return known.holder
    const holder = await holders.load(key)
    if (remembered.size >= maxRemembered) remembered.clear()
    if (holder) remembered.set(key, { holder, until: performance.now() + rememberMs })
    return holder
  }

  async function findHolder(
    identifier: string,
    payerId: string,
  ): Promise<{ matchedBy: MatchedBy; holder: queries.Holder }> {
    const meant = kindOf(identifier)
    if (!meant) throw new DomainError('recipient_invalid')
    await misses.assertFew(payerId)
    const key = meant.kind === 'account_number' ? meant.key : await customers[meant.kind].load(meant.key)
    const holder = key === undefined ? undefined : await holderOf(key)
    if (holder) return { matchedBy: meant.kind, holder }
    await misses.count(payerId)
    throw new DomainError('recipient_not_found')
  }

  return {
    async find(identifier, payerId) {
      const { matchedBy, holder } = await findHolder(identifier, payerId)
      if (holder.customer_id === payerId)
        throw new DomainError('recipient_invalid', { details: { self: true } })
      const { name: maskedName, accountNumber: maskedAccountNumber } = masked(holder)
      return { customerId: holder.customer_id, matchedBy, maskedName, maskedAccountNumber }
    },
    async maskedOf(customerId) {
      const holder = await holderOf(customerId)
      assertInvariant(holder !== undefined, 'a customer has no wallet')
      return masked(holder)
    },
    close: () => connection.close(),
  }
}

function masked({ holder_name, account_number }: queries.Holder): { name: string; accountNumber: string } {
  return { name: maskName(holder_name), accountNumber: maskAccountNumber(account_number) }
}
