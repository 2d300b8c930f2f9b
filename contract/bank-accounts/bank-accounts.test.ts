import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bankCountries,
  bankProblemCodes,
  checkBankAccount,
  formFor,
  groupBankField,
  identityOfBankAccount,
  maskBankAccount,
  normalizeBankField,
  routingOf,
  type BankAccount,
  type BankCountry,
  type BankForm,
  type CheckedBankAccount,
} from './index.ts'

const country = fc.constantFrom(...bankCountries)
const ibanCountries = bankCountries.filter(code => form(code).fields.some(({ id }) => id === 'iban'))

function form(code: BankCountry): BankForm {
  const found = formFor(code)
  if (!found) throw new Error(`no form for ${code}`)
  return found
}

const digitList = Array.from('0123456789')

/** The account the form's own examples make. */
function example(code: BankCountry): BankAccount {
  return {
    country: code,
    fields: Object.fromEntries(form(code).fields.map(field => [field.id, field.example])),
  }
}

function codesOf(checked: CheckedBankAccount): string[] {
  return 'problems' in checked ? checked.problems.map(({ field, code }) => `${field}: ${code}`) : []
}

function passed(checked: CheckedBankAccount): BankAccount {
  if ('problems' in checked) throw new Error(JSON.stringify(checked.problems))
  return checked.ok
}

const german = (iban: string): CheckedBankAccount => checkBankAccount({ country: 'DE', fields: { iban } })

describe('examples', () => {
  test.each(bankCountries)('the examples of %s pass, match their own pattern and length', code => {
    expect(codesOf(checkBankAccount(example(code)))).toEqual([])
    for (const field of form(code).fields) {
      expect(field.example).toMatch(new RegExp(`^(?:${field.pattern})$`))
      expect(field.example.length).toBeGreaterThanOrEqual(field.length.min)
      expect(field.example.length).toBeLessThanOrEqual(field.length.max)
    }
  })

  test('are all there for the corridors of the first edition', () => {
    expect(bankCountries).toEqual(
      expect.arrayContaining(['CN', 'DE', 'ES', 'FR', 'GB', 'HK', 'IT', 'JP', 'KW', 'NL', 'US']),
    )
  })
})

/**
 * ISO 13616 by hand, in whole numbers, as an independent judge of the library. The two digits are 98 less a remainder,
 * so 00, 01 and 99 are never issued, although the division alone would let them pass.
 */
function fitsMod97(iban: string): boolean {
  const turned = iban.slice(4) + iban.slice(0, 4)
  const digits = Array.from(turned)
    .map(letter => Number.parseInt(letter, 36).toString())
    .join('')
  return BigInt(digits) % 97n === 1n && !['00', '01', '99'].includes(iban.slice(2, 4))
}

describe('IBAN', () => {
  test('one wrong digit is always found', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ibanCountries),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (code, at, by) => {
          const { iban = '' } = example(code).fields
          const places = Array.from(iban).flatMap((letter, index) => (/[0-9]/.test(letter) ? [index] : []))
          const place = places[at % places.length] ?? 0
          const digit = (Number.parseInt(iban.charAt(place), 10) + by) % 10
          const wrong = iban.slice(0, place) + String(digit) + iban.slice(place + 1)
          const account = { ...example(code), fields: { ...example(code).fields, iban: wrong } }
          expect(codesOf(checkBankAccount(account))).toEqual(['iban: iban_check_digits'])
        },
      ),
      { numRuns: 500 },
    )
  })

  test('passes exactly when its check digits are the ones issued, for any German number', () => {
    const digits = fc.string({ unit: fc.constantFrom(...digitList), minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(digits, number => {
        expect(codesOf(german(`DE${number}`))).toEqual(
          fitsMod97(`DE${number}`) ? [] : ['iban: iban_check_digits'],
        )
      }),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ['DE893704004405320130', 'too_short'],
    ['DE8937040044053201300000', 'too_long'],
    ['FR1420041010050500013M02606', 'iban_country'],
    ['DE8937040044053201300X', 'iban_malformed'],
    ['DEX937040044053201300', 'too_short'],
    ['DE8937040044053201300!', 'characters'],
    ['', 'required'],
    ['DE'.repeat(60), 'too_long'],
  ])('%s: %s', (iban, code) => {
    expect(codesOf(german(iban))).toEqual([`iban: ${code}`])
  })

  test('spaces, dashes, full-width digits, small letters and the word IBAN make no difference', () => {
    for (const text of [
      'DE89 3704 0044 0532 0130 00',
      'iban: de89-3704-0044-0532-0130-00',
      'ＤＥ８９３７０４００４４０５３２０１３０００',
      'DE89\u200b370400440532013000',
    ])
      expect(passed(german(text)).fields).toEqual({ iban: 'DE89370400440532013000' })
  })
})

describe('other checks', () => {
  const us = (routing: string): CheckedBankAccount =>
    checkBankAccount({
      country: 'US',
      fields: { routing_number: routing, account_kind: 'checking', account_number: '1234' },
    })

  test.each(['011401533', '026009593', '322271627', '122105155', '021000021'])('%s is ABA', routing => {
    expect(codesOf(us(routing))).toEqual([])
  })

  test.each(['102100099996', '104100000004', '105100000017', '308584000013', '302100011000'])(
    '%s is a bank of CNAPS',
    cnaps => {
      const fields = { cnaps, account_number: '6222021234567890128' }
      expect(codesOf(checkBankAccount({ country: 'CN', fields }))).toEqual([])
    },
  )

  test('one wrong digit of a routing number or a CNAPS code is always found', () => {
    const digit = fc.integer({ min: 1, max: 9 })
    const change = (text: string, place: number, by: number): string =>
      text.slice(0, place) +
      String((Number.parseInt(text.charAt(place), 10) + by) % 10) +
      text.slice(place + 1)
    fc.assert(
      fc.property(fc.nat({ max: 8 }), digit, (place, by) => {
        expect(codesOf(us(change('021000021', place, by)))).toEqual(['routing_number: routing_check_digit'])
      }),
    )
    fc.assert(
      fc.property(fc.nat({ max: 11 }), digit, (place, by) => {
        const fields = { cnaps: change('102100099996', place, by), account_number: '6222021234567890128' }
        expect(codesOf(checkBankAccount({ country: 'CN', fields }))).toEqual(['cnaps: cnaps_check_digit'])
      }),
    )
  })

  test('zeros are no routing number', () => {
    expect(codesOf(us('000000000'))).toEqual(['routing_number: routing_check_digit'])
  })

  test.each([
    ['CBKUKWKW', []],
    ['cbku kw kw xxx', []],
    ['CBKUDEKW', ['bic: bic_country']],
    ['CBKUKWKWX', ['bic: bic_malformed']],
    ['CBKUZZKW', ['bic: bic_malformed']],
    ['CBKU', ['bic: too_short']],
    ['', ['bic: required']],
  ])('BIC %s in Kuwait: %j', (bic, problems) => {
    const fields = { iban: 'KW81CBKU0000000000001234560101', bic }
    expect(codesOf(checkBankAccount({ country: 'KW', fields }))).toEqual(problems)
  })

  test('a French IBAN may have a BIC of Réunion', () => {
    const fields = { iban: 'FR1420041010050500013M02606', bic: 'BNPARERX' }
    expect(codesOf(checkBankAccount({ country: 'FR', fields }))).toEqual([])
  })

  test('says every problem at once', () => {
    const account: BankAccount = {
      country: 'GB',
      currency: 'EUR',
      fields: { sort_code: '20-00', account_number: '5577991a', iban: 'x' },
    }
    expect(codesOf(checkBankAccount(account))).toEqual([
      'currency: currency_unsupported',
      'iban: unknown_field',
      'sort_code: too_short',
      'account_number: characters',
    ])
  })

  test('knows no account where it has no form', () => {
    expect(codesOf(checkBankAccount({ country: 'XX', fields: {} }))).toEqual(['country: country_unsupported'])
  })

  test('choices are the listed ones', () => {
    const fields = { ...example('JP').fields, account_kind: 'deposit' }
    expect(codesOf(checkBankAccount({ country: 'JP', fields }))).toEqual(['account_kind: not_allowed'])
  })
})

describe('any input', () => {
  const fields = fc.dictionary(
    fc.oneof(
      fc.constantFrom('iban', 'bic', 'account_number', 'cnaps', '__proto__', 'constructor'),
      fc.string(),
    ),
    fc.string({ unit: 'binary', maxLength: 120 }),
  )

  test('is judged without throwing, by known codes only', () => {
    fc.assert(
      fc.property(fc.oneof(country, fc.string()), fields, (code, given) => {
        const checked = checkBankAccount({ country: code, fields: given })
        const codes = 'problems' in checked ? checked.problems.map(({ code: problem }) => problem) : undefined
        expect(codes).not.toEqual([])
        expect(bankProblemCodes).toEqual(expect.arrayContaining(codes ?? []))
      }),
      { numRuns: 1_000 },
    )
  })

  test('what passed once passes again unchanged, however it is grouped', () => {
    fc.assert(
      fc.property(country, fc.constantFrom(' ', '-', '.', '\u00a0', '\u2013'), (code, separator) => {
        const grouped = Object.entries(example(code).fields).map(([id, value]) => [
          id,
          Array.from(value).join(separator),
        ])
        const once = passed(checkBankAccount({ country: code, fields: Object.fromEntries(grouped) }))
        expect(once).toEqual(example(code))
        expect(passed(checkBankAccount(once))).toEqual(once)
      }),
    )
  })

  test('normalising twice is normalising once', () => {
    const field = fc.constantFrom(...bankCountries.flatMap(code => form(code).fields))
    fc.assert(
      fc.property(field, fc.string({ unit: 'grapheme-ascii' }), (id, text) => {
        const once = normalizeBankField(id, text)
        fc.pre(!once.startsWith('IBAN'))
        expect(normalizeBankField(id, once)).toBe(once)
      }),
    )
  })
})

describe('to banks and people', () => {
  test('the mask shows at most four characters and at most half of the number', () => {
    const number = fc.string({ unit: fc.constantFrom(...digitList), minLength: 4, maxLength: 17 })
    fc.assert(
      fc.property(number, digits => {
        const account = {
          country: 'US',
          fields: { routing_number: '021000021', account_kind: 'savings', account_number: digits },
        }
        const shown = maskBankAccount(passed(checkBankAccount(account))).replace('•••• ', '')
        expect(digits.endsWith(shown)).toBe(true)
        expect(shown.length).toBeLessThanOrEqual(4)
        expect(shown.length * 2).toBeLessThanOrEqual(digits.length)
      }),
    )
  })

  test.each(bankCountries)('two accounts of %s are the same exactly when their numbers are', code => {
    const account = example(code)
    const without = Object.fromEntries(Object.entries(account.fields).filter(([id]) => id !== 'bic'))
    expect(identityOfBankAccount({ country: code, fields: without })).toBe(identityOfBankAccount(account))
    const id = Object.hasOwn(account.fields, 'iban') ? 'iban' : 'account_number'
    const other = { ...account.fields, [id]: `${account.fields[id] ?? ''}0` }
    expect(identityOfBankAccount({ country: code, fields: other })).not.toBe(identityOfBankAccount(account))
  })

  test('payment orders name each country’s account as its clearing does', () => {
    expect(routingOf(example('DE'))).toEqual({ iban: 'DE89370400440532013000', bic: 'BANKDE2A' })
    expect(routingOf(example('GB'))).toEqual({
      other: '55779911',
      clearing: { system: 'GBDSC', member: '200000' },
    })
    expect(routingOf(example('HK'))).toEqual({
      other: '500123456001',
      clearing: { system: 'HKNCC', member: '004' },
    })
    expect(routingOf(example('JP'))).toEqual({
      other: '1234567',
      clearing: { system: 'JPZGN', member: '0005001' },
      accountType: 'CACC',
    })
    expect(routingOf(example('US')).clearing).toEqual({ system: 'USABA', member: '021000021' })
    expect(routingOf(example('CN')).clearing).toEqual({ system: 'CNAPS', member: '102100099996' })
    expect(routingOf(example('KW'))).toEqual({ iban: 'KW81CBKU0000000000001234560101', bic: 'CBKUKWKW' })
  })

  test('numbers are grouped as printed', () => {
    expect(groupBankField('iban', 'DE89370400440532013000')).toBe('DE89 3704 0044 0532 0130 00')
    expect(groupBankField('sort_code', '200000')).toBe('20-00-00')
    expect(groupBankField('account_number', '6222021234567890128')).toBe('6222 0212 3456 7890 128')
  })
})
