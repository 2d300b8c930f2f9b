import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasCardNumber, maskCardNumbers } from './card-numbers.ts'
import { grouped, withCheckDigit } from './check-digit.ts'

test.each([
  ['4242424242424242', '•••• 4242'],
  ['My card is 4242 4242 4242 4242, code 123', 'My card is •••• 4242, code 123'],
  ['5555-5555-5555-4444', '•••• 4444'],
  ['卡号6212345678901232谢谢', '卡号•••• 1232谢谢'],
  ['25 4242 4242 4242 4242 123', '25 •••• 4242 123'],
  ['卡号 6212345678901232 谢谢', '卡号 •••• 1232 谢谢'],
  ['378282246310005 and 6011111111111117', '•••• 0005 and •••• 1117'],
  ['American Express 3782 822463 10005', 'American Express •••• 0005'],
  ['Diners Club 3056-930902-5904', 'Diners Club •••• 5904'],
  ['UnionPay 6212 3456 7890 0000 003', 'UnionPay •••• 0003'],
  ['with its date and code 4242 4242 4242 4242 1128 123', 'with its date and code •••• 4242 1128 123'],
  ['4242 4242 4242 4242 5555 5555 5555 4444', '•••• 4242 •••• 4444'],
  ['on 2026-11-04 4242 4242 4242 4242', 'on 2026-11-04 •••• 4242'],
  ['+1 415 555 2671 4242 4242 4242 4242', '+1 415 555 2671 •••• 4242'],
  ['to 9000 0000 0000 0001 4242 4242 4242 4242', 'to 9000 0000 0000 0001 •••• 4242'],
  ['DE02 3704 0044 0532 0131 00 4242 4242 4242 4242', 'DE02 3704 0044 0532 0131 00 •••• 4242'],
])('%s', (text, masked) => {
  expect(maskCardNumbers(text)).toBe(masked)
  expect(hasCardNumber(text)).toBe(true)
})

test.each([
  ['a wrong check digit', '4242424242424241'],
  ['too short', '424242424242'],
  ['too long', '42424242424242424242'],
  ['groups no card has', '42424242 42424242'],
  ['two kinds of separators', '4242 4242-4242 4242'],
  ['a transaction number of ours', '9000 0000 0000 0001'],
  ['an account number of ours', '800000000002'],
  ['a mobile number', '+86 138 0000 1234'],
  ['an international number', '+49 151 23456787'],
  ['an international number in one block', '+4915123456784'],
  ['an international number as wide as a card', '+3782 822463 10005'],
  ['an IBAN', 'DE89 3704 0044 0532 0130 00'],
  ['an IBAN with a card’s digits inside', 'DE02 3704 0044 0532 0131 00'],
  ['its beginning apart', 'DE02 370400440532013100'],
  ['its country apart', 'DE 02 3704 0044 0532 0131 00'],
  ['in small letters', 'de02-3704-0044-0532-0131-00'],
  ['two dates', '2026-11-04 2026-11-28'],
  ['a time in milliseconds', '1795420800000'],
  ['half of a UUID', '01990000-4242-4242-4242-424242424242'],
  ['twenty digits in fours', '1000 4242 4242 4242 4242'],
])('%s stays: %s', (_, text) => {
  expect(maskCardNumbers(text)).toBe(text)
  expect(hasCardNumber(text)).toBe(false)
})

const digits = (options: { min: number; max: number }) =>
  fc.stringMatching(new RegExp(`^[0-9]{${options.min},${options.max}}$`))

/** So that chance finds what one number in ten would: the last digit is the one Luhn's check asks for. */
function withLuhn(text: string): string {
  const sum = Array.from(text).reduceRight((total, digit, index) => {
    const counted = Number(digit) * ((text.length - index) % 2 === 1 ? 2 : 1)
    return total + (counted > 9 ? counted - 9 : counted)
  }, 0)
  return text + String((10 - (sum % 10)) % 10)
}

const cardDigits = fc.stringMatching(/^[2-6][0-9]{11,17}$/).map(withLuhn)
const words = fc.constantFrom('', 'card ', 'no. ', '卡号', 'on 2026-11-04 ', '25 ', 'DE02 ab ')

describe('every', () => {
  test('card number is masked, in a block and in fours', () => {
    fc.assert(
      fc.property(words, cardDigits, fc.constantFrom('', ' ', '-'), (before, card, separator) => {
        const last = card.slice(-4)
        expect(maskCardNumbers(`${before}${card}.`)).toBe(`${before}•••• ${last}.`)
        fc.pre(card.length >= 16)
        const written = grouped(card).replaceAll(' ', separator)
        expect(maskCardNumbers(`${before}${written}.`)).toBe(`${before}•••• ${last}.`)
      }),
    )
  })

  test('number of ours stays, whatever digits follow and with an amount before it', () => {
    const own = fc
      .oneof(fc.stringMatching(/^9[0-9]{14}$/), fc.stringMatching(/^8[0-9]{10}$/))
      .map(withCheckDigit)
    const amount = fc.constantFrom('', '25 ', '100 ', 'paid 12.50 to ')
    fc.assert(
      fc.property(
        amount,
        own,
        digits({ min: 0, max: 11 }),
        fc.boolean(),
        (before, number, after, inFours) => {
          const shown = inFours ? grouped(number) : number
          expect(maskCardNumbers(`${before}${shown} ${grouped(after)}`)).toBe(
            `${before}${shown} ${grouped(after)}`,
          )
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('transaction number stays with four digits before it', () => {
    const card = fc.stringMatching(/^[2-6][0-9]{3}9[0-9]{10}$/).map(withLuhn)
    fc.assert(
      fc.property(card, digits({ min: 3, max: 3 }), (prefix, more) => {
        const text = grouped(`${prefix.slice(0, 4)}${withCheckDigit(prefix.slice(4) + more)}`)
        expect(maskCardNumbers(text)).toBe(text)
      }),
    )
  })

  test('IBAN stays, even one whose digits are those of a card', () => {
    const country = fc.constantFrom('DE', 'FR', 'AT', 'de')
    fc.assert(
      fc.property(
        country,
        digits({ min: 2, max: 2 }),
        cardDigits,
        digits({ min: 0, max: 8 }),
        (name, check, card, more) => {
          const text = `${name}${check}${card}${more}`
          for (const written of [text, grouped(text), `${name}${check} ${card}${more}`])
            expect(maskCardNumbers(written)).toBe(written)
        },
      ),
    )
  })

  test('international telephone number stays', () => {
    const number = fc.stringMatching(/^[2-6][0-9]{11,13}$/).map(withLuhn)
    fc.assert(
      fc.property(
        number,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        (phone, one, two) => {
          const [first, second] = [Math.min(one, two), Math.max(one, two)]
          const written = [phone.slice(0, first), phone.slice(first, second), phone.slice(second)].filter(
            part => part !== '',
          )
          expect(maskCardNumbers(`+${written.join(' ')}`)).toBe(`+${written.join(' ')}`)
          expect(maskCardNumbers(`+${phone}`)).toBe(`+${phone}`)
        },
      ),
    )
  })
})

// Read again from each group, a million characters take minutes; once, a tenth of a second.
test.each(['4', '4 ', '4242 ', '9000 ', '+1 ', 'DE02 ', 'DE02 3704 ', '4242424242424242 '])(
  'a million characters of "%s" are read in one pass',
  text => {
    const long = text.repeat(1_000_000 / text.length)
    const started = performance.now()
    maskCardNumbers(long)
    expect(performance.now() - started).toBeLessThan(5_000)
  },
)
