import { money, type Currency, type Money } from '../../../contract/money.ts'
import { ceilingOf, convertBackUp, convertDown, minorRatio, type Ratio } from './rate.ts'

/** What an exchange costs and gives. `converted` is what `send` is worth at the mid-rate: `receive` and `markup`. */
export type Price = { send: Money; receive: Money; markup: Money; converted: Money }

export type PriceQuestion = {
  from: Currency
  to: Currency
  /** In `from`, what leaves; in `to`, what is to arrive. */
  amount: Money
  /** Major units of `to` for one of `from`. */
  mid: Ratio
  /** 0 to 9,999. */
  markupBasisPoints: bigint
}

/**
 * Every rounding goes against the customer and by less than one minor unit: what arrives is rounded down, the
 * mark-up and what leaves are rounded up, so that no exchange and no round trip makes money.
 * Amounts of zero come out where the question is too small; whether that is a price is for the caller to say.
 */
export function priceOf(question: PriceQuestion): Price {
  const { from, to, amount, mid, markupBasisPoints } = question
  const ratio = minorRatio(mid, from, to)
  if (amount.currency === from) {
    const converted = convertDown(amount.minor, ratio)
    const markup = ceilingOf(converted * markupBasisPoints, 10_000n)
    return pricedIn(to, { send: amount, receive: converted - markup, markup, converted })
  }
  // The least conversion that still leaves what was asked for, once the mark-up is taken from it.
  const converted = ceilingOf(amount.minor * 10_000n, 10_000n - markupBasisPoints)
  const send = money(convertBackUp(converted, ratio), from)
  return pricedIn(to, { send, receive: amount.minor, markup: converted - amount.minor, converted })
}

function pricedIn(
  to: Currency,
  parts: { send: Money; receive: bigint; markup: bigint; converted: bigint },
): Price {
  return {
    send: parts.send,
    receive: money(parts.receive, to),
    markup: money(parts.markup, to),
    converted: money(parts.converted, to),
  }
}

/** What the customer gets for one unit, mark-up included, for display. */
export function effectiveRatio(mid: Ratio, markupBasisPoints: bigint): Ratio {
  return {
    numerator: mid.numerator * (10_000n - markupBasisPoints),
    denominator: mid.denominator * 10_000n,
  }
}
