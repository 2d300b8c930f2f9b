import { exponentOf, formatAmount, type WireMoney } from '../../../contract/money.ts'
import { minorOf } from '../../lib/format.ts'

/**
 * Amounts to choose from, up to the highest there is: round parts of it, nothing (which always asks), and whatever is
 * chosen now, be it by a program. In minor units and sorted, so that one sees which asks less often.
 */
export function choicesUpTo(highest: WireMoney, chosen: WireMoney): WireMoney[] {
  const most = minorOf(highest)
  const parts = [0n, most / 10n, most / 5n, most / 2n, most, minorOf(chosen)]
  const distinct = Array.from(new Set(parts)).sort((one, other) => (one < other ? -1 : one > other ? 1 : 0))
  const { currency } = highest
  return distinct.map(minor => ({ value: formatAmount(minor, exponentOf(currency)), currency }))
}
