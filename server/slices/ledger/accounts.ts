import type { Currency } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'

/** Names an account by what it is for; the pipeline finds or opens the row. */
export type AccountRef = {
  /** The customer, or null for the operator's own accounts. */
  readonly owner: string | null
  readonly purpose: Purpose
  readonly currency: Currency
}

/** What accounts are for. The list grows with the slices; each purpose is one line of `characterOf`. */
export type Purpose =
  | 'available'
  | 'reserved'
  | `clearing:${string}`
  | `fees:${string}`
  | `safeguarding:${string}`
  | 'suspense'
  | 'fx_position'

export type AccountCharacter = {
  normalSide: 'credit' | 'debit'
  /** The lowest balance allowed; null where the account may go either way. */
  floor: bigint | null
}

/**
 * Customers' money may never go below zero; clearing accounts mirror what a counterparty owes us, safeguarding
 * accounts what a bank keeps for us, as its statements say.
 */
export function characterOf(purpose: Purpose): AccountCharacter {
  if (purpose === 'available' || purpose === 'reserved') return { normalSide: 'credit', floor: 0n }
  if (purpose.startsWith('clearing:') || purpose.startsWith('safeguarding:'))
    return { normalSide: 'debit', floor: null }
  return { normalSide: 'credit', floor: null }
}

export function available(owner: string, currency: Currency): AccountRef {
  return { owner, purpose: 'available', currency }
}

export function reserved(owner: string, currency: Currency): AccountRef {
  return { owner, purpose: 'reserved', currency }
}

/** What a rail's counterparty owes us, or we it. */
export function clearing(rail: string, currency: Currency): AccountRef {
  return { owner: null, purpose: `clearing:${rail}`, currency }
}

/** Our account at a bank: the mirror of what the bank's statement says. */
export function safeguarding(bank: string, currency: Currency): AccountRef {
  return { owner: null, purpose: `safeguarding:${bank}`, currency }
}

/** What came in or went out and belongs nowhere yet. */
export function suspense(currency: Currency): AccountRef {
  return { owner: null, purpose: 'suspense', currency }
}

export function fees(kind: string, currency: Currency): AccountRef {
  return { owner: null, purpose: `fees:${kind}`, currency }
}

/** What the operator holds of a currency through exchanges: sold by customers, not yet bought back by them. */
export function fxPosition(currency: Currency): AccountRef {
  return { owner: null, purpose: 'fx_position', currency }
}

/** Whose stream gets the events of money in which no customer has a part. */
export const operatorStream = '00000000-0000-0000-0000-000000000000'

/** A purpose as stored; throws on one this program does not know, because guessing would misplace money. */
export function asPurpose(text: string): Purpose {
  if (text === 'available' || text === 'reserved' || text === 'suspense' || text === 'fx_position')
    return text
  const [family, rest] = text.split(/:(.+)/)
  assertInvariant(
    (family === 'clearing' || family === 'fees' || family === 'safeguarding') && !!rest,
    `unknown purpose ${text}`,
  )
  return `${family}:${rest}`
}

/** One string per account, for maps. */
export function accountKey(ref: AccountRef): string {
  return `${ref.owner ?? '-'}/${ref.purpose}/${ref.currency}`
}
