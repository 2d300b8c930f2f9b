import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bankingYears } from '../../../contract/banking-days.ts'
import { calendarEnds, watchCalendars } from './calendar-ends.ts'
import { bankCalendar, readBankingYears } from './calendar.ts'

const arrivalOf = (
  currency: Parameters<typeof bankCalendar>[0],
  at: string,
  speed: 'standard' | 'express' = 'standard',
) => {
  const arrival = bankCalendar(currency).arrival({ submittedAt: new Date(at), speed })
  return [
    arrival.batchAt.toISOString(),
    arrival.requestedOn,
    arrival.valueDate,
    arrival.expectedBy.toISOString(),
    ...(arrival.certain ? [] : ['at the latest']),
  ]
}

describe('when a payment arrives', () => {
  test.each([
    // The cut-off is 15:00 in Frankfurt (UTC+1 in winter), we leave half an hour before it.
    [
      'before the cut-off',
      'EUR',
      '2026-11-30T13:29:00Z',
      ['2026-11-30T13:30:00.000Z', '2026-11-30', '2026-12-01', '2026-12-01T23:00:00.000Z'],
    ],
    [
      'at our cut-off',
      'EUR',
      '2026-11-30T13:30:00Z',
      ['2026-12-01T13:30:00.000Z', '2026-12-01', '2026-12-02', '2026-12-02T23:00:00.000Z'],
    ],
    [
      'on a Friday evening',
      'EUR',
      '2026-11-27T20:00:00Z',
      ['2026-11-30T13:30:00.000Z', '2026-11-30', '2026-12-01', '2026-12-01T23:00:00.000Z'],
    ],
    [
      'over Christmas and the weekend',
      'EUR',
      '2026-12-24T15:00:00Z',
      ['2026-12-28T13:30:00.000Z', '2026-12-28', '2026-12-29', '2026-12-29T23:00:00.000Z'],
    ],
    [
      'in summer time',
      'EUR',
      '2027-07-01T10:00:00Z',
      ['2027-07-01T12:30:00.000Z', '2027-07-01', '2027-07-02', '2027-07-02T22:00:00.000Z'],
    ],
    [
      'over Boxing Day, which is made up for on Monday',
      'GBP',
      '2026-12-24T16:00:00Z',
      ['2026-12-29T14:30:00.000Z', '2026-12-29', '2026-12-30', '2026-12-31T00:00:00.000Z'],
    ],
    [
      'on the evening before Thanksgiving',
      'USD',
      '2026-11-25T22:00:00Z',
      ['2026-11-27T20:30:00.000Z', '2026-11-27', '2026-11-30', '2026-12-01T05:00:00.000Z'],
    ],
    [
      'in Kuwait, where Friday and Saturday are the weekend',
      'KWD',
      '2026-12-03T10:00:00Z',
      ['2026-12-06T08:30:00.000Z', '2026-12-06', '2026-12-07', '2026-12-07T21:00:00.000Z'],
    ],
    [
      'over the National Day week',
      'CNY',
      '2026-09-30T09:00:00Z',
      ['2026-10-08T07:30:00.000Z', '2026-10-08', '2026-10-09', '2026-10-09T16:00:00.000Z'],
    ],
  ] as const)('%s', (_when, currency, at, expected) => {
    expect(arrivalOf(currency, at)).toEqual(expected)
  })

  test('express leaves after the time to think again and arrives the same day', () => {
    expect(arrivalOf('EUR', '2026-11-30T10:00:00Z', 'express')).toEqual([
      '2026-11-30T10:05:00.000Z',
      '2026-11-30',
      '2026-11-30',
      '2026-11-30T23:00:00.000Z',
    ])
  })

  test('express before the bank opens leaves when it does', () => {
    expect(arrivalOf('EUR', '2026-11-30T03:00:00Z', 'express')[0]).toBe('2026-11-30T07:00:00.000Z')
  })

  test('up to the last day that is known, the day; beyond it the latest possible, and said so', () => {
    expect(arrivalOf('CNY', '2026-12-30T05:00:00Z')).toEqual([
      '2026-12-30T07:30:00.000Z',
      '2026-12-30',
      '2026-12-31',
      '2026-12-31T16:00:00.000Z',
    ])
    // It leaves on the last day known, and nobody knows on which it is credited.
    expect(arrivalOf('CNY', '2026-12-31T05:00:00Z')).toEqual([
      '2026-12-31T07:30:00.000Z',
      '2026-12-31',
      '2027-01-14',
      '2027-01-14T16:00:00.000Z',
      'at the latest',
    ])
    // New Year's Day is a holiday by law, the second and third of January 2027 are a weekend.
    expect(arrivalOf('CNY', '2027-01-01T05:00:00Z')).toEqual([
      '2027-01-04T07:30:00.000Z',
      '2027-01-04',
      '2027-01-18',
      '2027-01-18T16:00:00.000Z',
      'at the latest',
    ])
  })

  test('the latest possible holds over the longest rows of holidays there were, whichever day they begin', () => {
    const closures = [9, 10]
    for (let day = '2027-01-04'; day < '2027-02-01'; day = plus(day, 1))
      for (const length of closures) {
        const closed = Array.from({ length }, (_, index) => plus(day, index))
        const known = [
          { currency: 'CNY' as const, from: '2026-01-01', until: '2027-12-31', holidays: closed },
        ]
        const submittedAt = new Date(`${day}T05:00:00Z`)
        const promised = bankCalendar('CNY').arrival({ submittedAt, speed: 'standard' })
        const came = bankCalendar('CNY', known).arrival({ submittedAt, speed: 'standard' })
        expect(promised.certain).toBe(false)
        expect(came.valueDate <= promised.valueDate, `${day}, ${length} days`).toBe(true)
      }
  })

  test('a day is closed for certain by the weekend or by law, open for certain only where all holidays are known', () => {
    const calendar = bankCalendar('CNY')
    expect(calendar.isBankingDay('2027-01-04')).toBeUndefined()
    expect(calendar.isBankingDay('2027-01-03')).toBe(false)
    expect(calendar.isBankingDay('2027-02-08')).toBe(false)
    expect(bankCalendar('KWD').isBankingDay('2027-02-25')).toBe(false)
    expect(calendar.knownUntil(new Date('2026-12-31T15:59:00Z'))).toBe('2026-12-31')
    expect(calendar.knownUntil(new Date('2026-12-31T16:00:00Z'))).toBeUndefined()
  })

  test('what is late for its day executes on the next that may be one, also where holidays are not known', () => {
    const at = (day: string, now: string) => bankCalendar('CNY').executionDay(day, new Date(now))
    expect(at('2026-12-31', '2026-12-31T08:01:00Z')).toBe('2027-01-04')
    expect(at('2027-02-05', '2027-02-05T01:00:00Z')).toBe('2027-02-09')
  })
})

const plus = (day: string, count: number): string =>
  new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10)

describe('how far the holidays are known', () => {
  const levels: string[] = []
  const log = { warn: () => void levels.push('warn'), error: () => void levels.push('error') }
  const at = (now: string, years = bankingYears) => ({
    bank: { accounts: { CNY: 'CN1', EUR: 'DE1' } },
    years,
    clock: { now: () => new Date(now) },
  })

  test.each([
    ['2026-11-02T00:00:00Z', '2026-12-31', 59, 'ends_soon', 'warn'],
    ['2026-10-31T00:00:00Z', '2026-12-31', 61, 'known', undefined],
    ['2026-12-18T00:00:00Z', '2026-12-31', 13, 'ends_soon', 'error'],
    ['2027-01-01T00:00:00Z', null, null, 'ended', 'error'],
  ])('on %s', (now, knownUntil, daysLeft, state, level) => {
    const ends = calendarEnds(at(now))
    expect(ends.map(({ currency }) => currency).sort()).toEqual(['CNY', 'EUR'])
    expect(ends).toContainEqual({ currency: 'CNY', knownUntil, daysLeft, state })
    levels.length = 0
    watchCalendars({ ...at(now), log })
    expect(levels).toEqual(level ? [level] : [])
  })

  test('years that follow each other are one time; a gap ends it', () => {
    const next = { currency: 'CNY' as const, from: '2027-01-01', until: '2027-12-31', holidays: [] }
    const later = { ...next, from: '2028-01-02', until: '2028-12-31' }
    const [cny] = calendarEnds(at('2026-11-22T00:00:00Z', [...bankingYears, next, later])).filter(
      ({ currency }) => currency === 'CNY',
    )
    expect(cny).toMatchObject({ knownUntil: '2027-12-31', state: 'known' })
  })
})

test.each(bankingYears.flatMap(({ currency, holidays }) => holidays.map(day => [currency, day] as const)))(
  '%s: no settlement on %s',
  (currency, day) => {
    expect(bankCalendar(currency).isBankingDay(day)).toBe(false)
  },
)

describe('the operator’s file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'calendar-'))
  const file = join(folder, 'days.json')
  const write = (content: unknown) => writeFileSync(file, JSON.stringify(content))

  test('adds years, and replaces the days it covers', () => {
    write([{ currency: 'CNY', from: '2026-12-01', until: '2027-12-31', holidays: ['2027-01-01'] }])
    const calendar = bankCalendar('CNY', readBankingYears(file))
    expect(calendar.isBankingDay('2027-01-01')).toBe(false)
    expect(calendar.isBankingDay('2027-01-04')).toBe(true)
    expect(calendar.isBankingDay('2026-10-01')).toBe(false)
  })

  test('a wrong one stops the start with a sentence', () => {
    const wrong = /days\.json is wrong/
    write([{ currency: 'XXX', from: 'soon', until: 'later', holidays: [] }])
    expect(() => readBankingYears(file)).toThrow(wrong)
    write([{ currency: 'CNY', from: '2027-12-31', until: '2027-01-01', holidays: [] }])
    expect(() => readBankingYears(file)).toThrow(wrong)
    writeFileSync(file, '[{')
    expect(() => readBankingYears(file)).toThrow(wrong)
    rmSync(folder, { recursive: true })
  })
})
