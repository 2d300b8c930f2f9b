import { isAccountNumber, ungroup } from '../../../contract/check-digit.ts'
import { batchLoader } from '../../platform/batch-loader.ts'
import type { Db } from '../../platform/db.ts'
import { DomainError } from '../../platform/errors.ts'
import { openOwnConnection } from '../../platform/own-connection.ts'
import {
  contactOf,
  findCustomersByEmail,
  findCustomersByPhone,
  type FoundCustomer,
} from '../identity/index.ts'
import { maskAccountNumber, maskName } from './mask.ts'
import * as queries from './queries.ts'

export type MatchedBy = 'email' | 'phone' | 'account_number'

/** A customer who may be paid, found by what the payer typed. Names are masked for the payer's eyes. */
export type Recipient = {
  customerId: string
  matchedBy: MatchedBy
  maskedName: string
  maskedAccountNumber: string
}

export type Recipients = {
  /** Finds who is meant, or throws `recipient_invalid` (no such format) or `recipient_not_found`. */
  find(identifier: string): Promise<Recipient>
  /** The masked name of a customer, as the other side of a transaction sees it. */
  maskedNameOf(customerId: string): Promise<string>
  close(): Promise<void>
}

/** Which of the three the text is: an address has an @, an account number its own check digit, the rest is a phone. */
export function kindOf(identifier: string): { kind: MatchedBy; key: string } | undefined {
  const text = identifier.normalize('NFKC').trim()
  if (text.includes('@')) return { kind: 'email', key: text }
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
export function createRecipients(db: Db): Recipients {
  const connection = openOwnConnection(db, { name: 'okpay recipients' })
  const byKey = (found: readonly FoundCustomer[]): Map<string, string> =>
    new Map(found.map(({ key, customerId }) => [key, customerId]))

  const finders = {
    email: batchLoader({ query: async keys => byKey(await findCustomersByEmail(db.read, keys)) }),
    phone: batchLoader({ query: async keys => byKey(await findCustomersByPhone(db.read, keys)) }),
    account_number: batchLoader({
      async query(keys) {
        const found = await connection.use(client => queries.findWalletsByNumber(client, keys))
        return new Map(found.map(row => [row.account_number, row.customer_id]))
      },
    }),
  }
  const names = batchLoader({
    async query(keys) {
      return new Map((await contactOf(db.read, keys)).map(({ id, name }) => [id, name]))
    },
  })
  const accountNumbers = batchLoader({
    async query(keys) {
      const found = await connection.use(client => queries.findWalletsByCustomer(client, keys))
      return new Map(found.map(row => [row.customer_id, row.account_number]))
    },
  })

  return {
    async find(identifier) {
      const meant = kindOf(identifier)
      if (!meant) throw new DomainError('recipient_invalid')
      const customerId = await finders[meant.kind].load(meant.key)
      if (customerId === undefined) throw new DomainError('recipient_not_found')
      const [name, accountNumber] = await Promise.all([
        names.load(customerId),
        meant.kind === 'account_number' ? meant.key : accountNumbers.load(customerId),
      ])
      if (name === undefined || accountNumber === undefined) throw new DomainError('recipient_not_found')
      return {
        customerId,
        matchedBy: meant.kind,
        maskedName: maskName(name),
        maskedAccountNumber: maskAccountNumber(accountNumber),
      }
    },
    async maskedNameOf(customerId) {
      return maskName((await names.load(customerId)) ?? '')
    },
    close: () => connection.close(),
  }
}
