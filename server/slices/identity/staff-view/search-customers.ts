import type { CustomerStatus } from '../../../../contract/api/identity.ts'
import type { ReadDb } from '../../../platform/db.ts'
import { foldEmail } from '../fold-email.ts'
import { readMobileNumber } from '../phone.ts'
import * as queries from './queries.ts'

/** A customer as a search finds them; nothing here is masked yet. */
export type SearchedCustomer = {
  id: string
  name: string
  email: string
  phone: string
  status: CustomerStatus
  createdAt: Date
}

export type Hit = { customer: SearchedCustomer; matchedBy: 'name' | 'email' | 'phone'; whole: boolean }

/** So many are looked at to find the best; a search that meets more wants another word, not more results. */
const mostLookedAt = 500

/** What people put between the digits of a number. */
const numberLike = /^\+?[\d\s().-]{2,}$/

/**
 * Customers by what somebody typed, the best first. A whole e-mail address or mobile number always finds its owner.
 * Parts of them count only with `contacts`: otherwise an address could be guessed letter by letter by whoever may
 * not see it. Parts of a name always count.
 */
export async function searchCustomers(
  db: ReadDb,
  { text, contacts }: { text: string; contacts: boolean },
): Promise<Hit[]> {
  const asked = text.trim().normalize('NFKC')
  const emailKey = foldEmail(asked)
  const phone = readMobileNumber(asked)
  const words = wordsOf(asked)
  const [exact, parts] = await Promise.all([
    queries.findByContact(db, { emailKey, phone, limit: mostLookedAt }),
    words.some(word => Array.from(word).length >= 2)
      ? queries.searchByWords(db, { words, contacts, limit: mostLookedAt })
      : [],
  ])
  const hits = new Map<string, Hit>()
  for (const row of exact)
    hits.set(row.id, {
      customer: fromRow(row),
      matchedBy: row.phone === phone ? 'phone' : 'email',
      whole: true,
    })
  for (const row of parts) if (!hits.has(row.id)) hits.set(row.id, partHit(row, words))
  return Array.from(hits.values()).sort(byWorth)
}

/** Digits with their spaces are one word, anything else is cut at its spaces. */
function wordsOf(asked: string): string[] {
  if (numberLike.test(asked)) return [asked.replaceAll(/[\s().-]/g, '')]
  return asked.split(/\s+/).slice(0, 8)
}

function partHit(row: queries.FoundRow, words: readonly string[]): Hit {
  const [name, email] = [folded(row.name), folded(row.email)]
  const all = words.map(folded)
  const matchedBy = all.every(word => name.includes(word))
    ? 'name'
    : all.some(word => email.includes(word))
      ? 'email'
      : 'phone'
  return { customer: fromRow(row), matchedBy, whole: matchedBy === 'name' && name === all.join(' ') }
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

const worth = { name: 0, email: 1, phone: 2 } as const

/** What matches as a whole first, then names, then the newest. */
function byWorth(one: Hit, other: Hit): number {
  return (
    Number(other.whole) - Number(one.whole) ||
    worth[one.matchedBy] - worth[other.matchedBy] ||
    other.customer.createdAt.getTime() - one.customer.createdAt.getTime()
  )
}

function fromRow({ created_at: createdAt, ...row }: queries.FoundRow): SearchedCustomer {
  return { ...row, createdAt }
}

/** Customers by id, for what was found by another way; those that do not exist are left out. */
export async function customersById(db: ReadDb, ids: readonly string[]): Promise<SearchedCustomer[]> {
  return (await queries.findByIds(db, ids)).map(fromRow)
}
