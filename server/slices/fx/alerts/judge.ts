import type { Currency } from '../../../../contract/money.ts'
import { markupFor, type MarkupRule } from '../../pricing/index.ts'
import { effectiveRatio } from '../price.ts'
import { midRatio, parseRate, type Ratio } from '../rate.ts'
import type { CurrentRate } from '../rates.ts'
import type { AlertRow } from './queries.ts'

export type Market = {
  rates: ReadonlyMap<Currency, CurrentRate>
  markups: { version: number; rules: readonly MarkupRule[] }
}

/** The rate an alert looks at, or undefined while the pair is not quoted: of a doubtful rate nobody is told. */
export function watchedRatio(
  { rates, markups }: Market,
  { from, to, basis }: { from: Currency; to: Currency; basis: AlertRow['basis'] },
): Ratio | undefined {
  const [source, target] = [rates.get(from), rates.get(to)]
  if (!source?.quotable || !target?.quotable) return undefined
  const mid = midRatio(source.rate, target.rate)
  if (basis === 'mid') return mid
  return effectiveRatio(mid, BigInt(markupFor(markups, { from, to, volume: 0n }).basisPoints))
}

/** -1, 0 or 1 as the ratio is below, at or above a decimal; exact. */
export function compareWith(ratio: Ratio, decimal: string): -1 | 0 | 1 {
  const rate = parseRate(decimal)
  if (!rate) throw new Error(`an alert waits for ${decimal}, which is no rate`)
  const left = ratio.numerator * 10n ** BigInt(rate.scale)
  const right = rate.digits * ratio.denominator
  if (left === right) return 0
  return left > right ? 1 : -1
}

/** Whether the rate has come to the target from the side it was on. */
export function hasReached(
  ratio: Ratio,
  { target, direction }: Pick<AlertRow, 'target' | 'direction'>,
): boolean {
  const side = compareWith(ratio, target)
  return direction === 'rise' ? side >= 0 : side <= 0
}
