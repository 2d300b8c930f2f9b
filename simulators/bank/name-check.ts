import type { ReadDb } from '../shared/queries-store.ts'
import { findKnownAccount } from './store/queries-agenda.ts'

/** What the bank of an account says about the name somebody believes it has. */
export type NameCheck =
  | { readonly result: 'match' }
  | { readonly result: 'close_match'; readonly name: string }
  | { readonly result: 'no_match' }
  | { readonly result: 'not_possible' }

/** Letters only, without case, accents and order: `Dr. Müller, Eva` is `Eva Muller`. */
function wordsOf(name: string): string[] {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '' && !TITLES.has(word))
    .toSorted()
}

const TITLES = new Set(['dr', 'mr', 'mrs', 'ms', 'prof', 'herr', 'frau', 'mme'])

/** So many letters must be changed, added or left out to make one word of the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, letter] of Array.from(one).entries()) {
    const next = [index + 1]
    for (let column = 0; column < other.length; column += 1) {
      const changed = (row[column] ?? 0) + (other[column] === letter ? 0 : 1)
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

function compare(asked: string, holder: string): NameCheck {
  const [given, right] = [wordsOf(asked), wordsOf(holder)]
  if (given.join(' ') === right.join(' ')) return { result: 'match' }
  const shared = right.filter(word => given.includes(word)).length
  const near = distance(given.join(' '), right.join(' ')) <= 2
  return near || (shared > 0 && shared >= right.length - 1)
    ? { result: 'close_match', name: holder }
    : { result: 'no_match' }
}

/**
 * Compares with the holder that was registered for the account; an account nobody registered answers by its last
 * four characters, as test cards do: 0401 close match, 0402 no match, 0403 not possible, any other match.
 */
export function checkName(db: ReadDb, { account, name }: { account: string; name: string }): NameCheck {
  const holder = findKnownAccount(db, account)?.holder ?? null
  if (holder !== null) return compare(name, holder)
  switch (account.slice(-4)) {
    case '0401':
      return {
        result: 'close_match',
        name: `${name.split(/\s+/)[0]?.slice(0, 1) ?? ''}. ${name.split(/\s+/).at(-1) ?? ''}`,
      }
    case '0402':
      return { result: 'no_match' }
    case '0403':
      return { result: 'not_possible' }
    default:
      return { result: 'match' }
  }
}
