import type { MoneyPlace } from '../../../contract/api/trace.ts'
import { isCurrency, money, toWireMoney, type WireMoney } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { TracedPosting } from '../ledger/index.ts'

/** Where an account is, as one of the customers may be told. Other customers are all alike. */
export function placeOf(account: { owner: string | null; purpose: string }, viewerId: string): MoneyPlace {
  const { owner, purpose } = account
  if (owner !== null) {
    if (owner !== viewerId) return 'other_customer'
    return purpose === 'reserved' ? 'my_reserved' : 'my_available'
  }
  const [family, rail = ''] = purpose.split(':')
  if (family === 'safeguarding') return 'bank'
  if (family === 'clearing') return placeOfRail(rail)
  if (family === 'fees') return 'fees'
  if (family === 'fx_position') return 'exchange'
  return family === 'suspense' ? 'suspense' : 'operator'
}

function placeOfRail(rail: string): MoneyPlace {
  if (rail.startsWith('card')) return 'card_network'
  if (rail.startsWith('ewallet')) return 'ewallet'
  return rail === 'bank' ? 'bank' : 'operator'
}

export function wireOf(amount: bigint, currency: string): WireMoney {
  assertInvariant(isCurrency(currency), `the ledger holds a currency we do not know: ${currency}`)
  return toWireMoney(money(amount, currency))
}

/**
 * Where the money of all these postings is now: what came to a place and did not leave it again. What the operator
 * holds of a currency through an exchange is no place a customer's money can be in: their money is in the other one.
 */
export function restingPlaces(
  postings: readonly TracedPosting[],
  viewerId: string,
): { place: MoneyPlace; amount: WireMoney }[] {
  const net = new Map<string, { place: MoneyPlace; currency: string; amount: bigint }>()
  const add = (place: MoneyPlace, currency: string, amount: bigint): void => {
    const key = `${place}/${currency}`
    const known = net.get(key)
    if (known) known.amount += amount
    else net.set(key, { place, currency, amount })
  }
  for (const { fromOwner, fromPurpose, toOwner, toPurpose, currency, amount } of postings) {
    add(placeOf({ owner: fromOwner, purpose: fromPurpose }, viewerId), currency, -amount)
    add(placeOf({ owner: toOwner, purpose: toPurpose }, viewerId), currency, amount)
  }
  return Array.from(net.values())
    .filter(({ place, amount }) => amount > 0n && place !== 'exchange')
    .map(({ place, currency, amount }) => ({ place, amount: wireOf(amount, currency) }))
}
