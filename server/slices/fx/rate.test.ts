import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { currencies, money } from '../../../contract/money.ts'
import { priceOf } from './price.ts'
import { formatRatio, minorRatio, midRatio, parseRate, type Rate } from './rate.ts'

const rate = (text: string): Rate => {
  const parsed = parseRate(text)
  if (!parsed) throw new Error(`${text} is no rate`)
  return parsed
}

test.each([
  '0',
  '0.0',
  '',
  '-1',
  '+1',
  '1e3',
  '1,5',
  '.5',
  '5.',
  ' 1',
  '１',
  '1234567890',
  '1.1234567890123',
])('%j is no rate', text => expect(parseRate(text)).toBeUndefined())

test('a cross rate goes by way of the euro without rounding', () => {
  const mid = midRatio(rate('1.08'), rate('161.40'))
  expect(formatRatio(mid)).toBe('149.444')
  expect(minorRatio(mid, 'USD', 'JPY')).toEqual({ numerator: 16140n * 100n, denominator: 108n * 10_000n })
})

test.each([
  ['0.00661234', '0.00661234'],
  ['151.2345', '151.235'],
  ['1', '1.00000'],
  ['1234567.891', '1234567.89'],
])('%s is shown with six significant digits as %s', (text, shown) => {
  expect(formatRatio(midRatio(rate('1'), rate(text)))).toBe(shown)
})

test('100.00 USD become yen at the mid-rate less half a per cent, rounded against the customer', () => {
  const mid = midRatio(rate('1.08'), rate('161.40'))
  const price = priceOf({
    from: 'USD',
    to: 'JPY',
    amount: money(100_00n, 'USD'),
    mid,
    markupBasisPoints: 50n,
  })
  // 100 / 1.08 × 161.4 = 14,944.4…; the mark-up is 74.72, so 75.
  expect(price).toMatchObject({
    converted: { minor: 14_944n },
    markup: { minor: 75n },
    receive: { minor: 14_869n },
  })
})

const anyRate = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 9n }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, scale]): Rate => ({ digits, scale }))
const anyPair = fc
  .tuple(fc.constantFrom(...currencies), fc.constantFrom(...currencies))
  .filter(([from, to]) => from !== to)
const anyAmount = fc.bigInt({ min: 1n, max: 10n ** 15n })
const anyMarkup = fc.bigInt({ min: 0n, max: 2_000n })

test('whatever the rates, the customer never gets more than the mid-rate is worth, and loses less than two units', () => {
  fc.assert(
    fc.property(anyRate, anyRate, anyPair, anyAmount, anyMarkup, (a, b, [from, to], minor, markup) => {
      const mid = midRatio(a, b)
      const { numerator, denominator } = minorRatio(mid, from, to)
      const price = priceOf({ from, to, amount: money(minor, from), mid, markupBasisPoints: markup })
      const { send, receive } = price
      const exact = send.minor * numerator * (10_000n - markup)
      const given = receive.minor * denominator * 10_000n
      expect(given <= exact).toBe(true)
      expect(given + 2n * denominator * 10_000n > exact).toBe(true)
      expect(receive.minor + price.markup.minor).toBe(price.converted.minor)
    }),
  )
})

test('asking for what arrives gives exactly that, and one unit less would not have been enough', () => {
  fc.assert(
    fc.property(anyRate, anyRate, anyPair, anyAmount, anyMarkup, (a, b, [from, to], minor, markup) => {
      const mid = midRatio(a, b)
      const question = { from, to, mid, markupBasisPoints: markup }
      const price = priceOf({ ...question, amount: money(minor, to) })
      expect(price.receive.minor).toBe(minor)
      const forward = (send: bigint) => priceOf({ ...question, amount: money(send, from) }).receive.minor
      expect(forward(price.send.minor) >= minor).toBe(true)
      expect(forward(price.send.minor - 1n) < minor).toBe(true)
    }),
  )
})

test('there and back again never makes money', () => {
  fc.assert(
    fc.property(anyRate, anyRate, anyPair, anyAmount, (a, b, [from, to], minor) => {
      const there = priceOf({
        from,
        to,
        amount: money(minor, from),
        mid: midRatio(a, b),
        markupBasisPoints: 0n,
      })
      if (there.receive.minor === 0n) return
      const back = priceOf({
        from: to,
        to: from,
        amount: there.receive,
        mid: midRatio(b, a),
        markupBasisPoints: 0n,
      })
      expect(back.receive.minor <= minor).toBe(true)
    }),
  )
})
