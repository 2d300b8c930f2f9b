import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  accountFormOf,
  corridors,
  corridorTo,
  isHanName,
  messageOnOrder,
  messageProblem,
  nameOnOrder,
  needsLatinName,
  recipientProblems,
  toSwiftText,
  type Corridor,
  type RecipientInput,
} from './index.ts'

const to = (country: string): Corridor => {
  const found = corridorTo(country)
  if (!found) throw new Error(`no corridor to ${country}`)
  return found
}

const anna: Omit<RecipientInput, 'fields'> = { name: 'Anna Müller', latinName: null, address: null }
const address = { street: '1 Main Street', city: 'Springfield', postalCode: '62701' }

function exampleFor(corridor: Corridor): RecipientInput {
  const fields = Object.fromEntries(accountFormOf(corridor).fields.map(({ id, example }) => [id, example]))
  return { ...anna, fields, address: corridor.address ? address : null }
}

const codes = (corridor: Corridor, input: RecipientInput): string[] =>
  recipientProblems(corridor, input).map(({ field, code }) => `${field}: ${code}`)

describe('corridors', () => {
  test('one for each country, in the currency of its account form', () => {
    const countries = corridors.map(({ country }) => country)
    expect(new Set(countries).size).toBe(countries.length)
    for (const corridor of corridors) expect(accountFormOf(corridor).currency).toBe(corridor.currency)
    expect(corridorTo('XX')).toBeUndefined()
  })

  test.each(corridors)('an account of the form’s examples in $country passes', corridor => {
    expect(codes(corridor, exampleFor(corridor))).toEqual([])
  })

  test('those of the first edition are there', () => {
    expect(corridors.map(({ country, currency }) => `${country}/${currency}`)).toEqual(
      expect.arrayContaining([
        'CN/CNY',
        'HK/HKD',
        'JP/JPY',
        'GB/GBP',
        'US/USD',
        'KW/KWD',
        ...['DE', 'FR', 'NL', 'ES', 'IT'].map(country => `${country}/EUR`),
      ]),
    )
  })

  test('China wants to know what a payment is for', () => {
    expect(to('CN').purposes).toContain('ALLW')
    expect(to('DE').purposes).toEqual([])
  })
})

describe('SWIFT’s characters', () => {
  test.each([
    ['Anna Müller', 'Anna Muller'],
    ['Łukasz  Żółć', 'Lukasz Zolc'],
    ['Søren Ærø', 'Soren AEro'],
    ['Straße 5', 'Strasse 5'],
    ['Ｍａｒｙ', 'Mary'],
    ['Smith & Sons', 'Smith + Sons'],
    ['O’Neill', "O'Neill"],
    ['  a\tb ', 'a b'],
  ])('%s is written %s', (text, written) => {
    expect(toSwiftText(text)).toBe(written)
  })

  test.each(['张小明', 'あき', 'Иван', 'محمد', '김민준', '🙂', 'a@b', 'a#1'])(
    '%s has no Latin form',
    text => {
      expect(toSwiftText(text)).toBeUndefined()
    },
  )

  test('whatever comes out is of the set, and stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const written = toSwiftText(text)
        fc.pre(written !== undefined)
        expect(written).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]*$/)
        expect(toSwiftText(written)).toBe(written)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('names', () => {
  test('Chinese characters go to China as they are, elsewhere they need a Latin form', () => {
    expect(isHanName('张小明')).toBe(true)
    expect(needsLatinName(to('CN'), '张小明')).toBe(false)
    expect(nameOnOrder(to('CN'), { name: ' 张小明 ', latinName: null })).toBe('张小明')
    expect(needsLatinName(to('DE'), '张小明')).toBe(true)
    expect(nameOnOrder(to('DE'), { name: '张小明', latinName: null })).toBeUndefined()
    expect(nameOnOrder(to('DE'), { name: '张小明', latinName: 'Zhang Xiaoming' })).toBe('Zhang Xiaoming')
    expect(needsLatinName(to('CN'), 'Иван')).toBe(true)
  })

  test('accents need no second name', () => {
    expect(needsLatinName(to('GB'), 'Anna Müller')).toBe(false)
    expect(nameOnOrder(to('GB'), { name: 'Anna Müller', latinName: null })).toBe('Anna Muller')
  })

  const german = exampleFor(to('DE'))
  test.each<[Partial<RecipientInput>, string[]]>([
    [{ name: ' ' }, ['name: required']],
    [{ name: '张小明' }, ['latin_name: latin_form_needed']],
    [{ name: '张小明', latinName: '张' }, ['latin_name: not_latin']],
    [{ name: '12345' }, ['name: letters_only']],
    [{ name: 'A'.repeat(71) }, ['name: name_too_long']],
    [{ address }, ['address: unknown_field']],
    [{ fields: {} }, ['iban: required']],
    [{ fields: { ...german.fields, sort_code: '200000' } }, ['sort_code: unknown_field']],
  ])('%j: %j', (change, problems) => {
    expect(codes(to('DE'), { ...german, ...change })).toEqual(problems)
  })

  test('the United States want an address, in Latin letters', () => {
    const us = exampleFor(to('US'))
    expect(codes(to('US'), { ...us, address: null })).toEqual([
      'street: required',
      'city: required',
      'postal_code: required',
    ])
    expect(codes(to('US'), { ...us, address: { ...address, city: '纽约' } })).toEqual(['city: not_latin'])
  })
})

test('a message travels in letters the bank there can read', () => {
  expect(messageProblem(to('DE'), '')).toBeUndefined()
  expect(messageOnOrder(to('DE'), 'Für die Miete')).toBe('Fur die Miete')
  expect(messageProblem(to('DE'), '生日快乐')).toBe('not_latin')
  expect(messageOnOrder(to('CN'), '生日快乐！')).toBe('生日快乐！')
  expect(messageProblem(to('CN'), '🎂')).toBe('not_latin')
  expect(messageProblem(to('DE'), 'a'.repeat(101))).toBe('too_long')
})

test.each(['DE', 'CN'])(
  'a message to %s has no card number, and what is to be done then is enough',
  country => {
    const problems = [
      '4242 4242 4242 4242',
      'Invoice 4242  4242 4242\u00a04242',
      '４２４２４２４２４２４２４２４２',
    ].map(text => messageProblem(to(country), text))
    expect(problems).toEqual(['card_number', 'card_number', 'card_number'])
    expect(messageProblem(to(country), 'Invoice 42424242/42424242')).toBeUndefined()
    expect(messageProblem(to(country), 'Invoice 4242424242424241')).toBeUndefined()
  },
)
