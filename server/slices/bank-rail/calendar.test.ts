import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bankingYears } from '../../../contract/banking-days.ts'
import { bankCalendar, readBankingYears } from './calendar.ts'

const arrivalOf = (
  currency: Parameters<typeof bankCalendar>[0],
  at: string,
  speed: 'standard' | 'express' = 'standard',
) => {
  const arrival = bankCalendar(currency).arrival({ submittedAt: new Date(at), speed })
  return (
    arrival && [
      arrival.batchAt.toISOString(),
      arrival.requestedOn,
      arrival.valueDate,
      arrival.expectedBy.toISOString(),
    ]
  )
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
    expect(arrivalOf('EUR', '2026-11-30T03:00:00Z', 'express')?.[0]).toBe('2026-11-30T07:00:00.000Z')
  })

  test('beyond the holidays that are known nothing is promised', () => {
    expect(arrivalOf('CNY', '2026-12-31T09:00:00Z')).toBeUndefined()
    expect(arrivalOf('CNY', '2026-12-31T05:00:00Z')).toBeUndefined()
    expect(bankCalendar('CNY').isBankingDay('2027-01-04')).toBeUndefined()
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
    write([{ currency: 'XXX', from: 'soon', until: 'later', holidays: [] }])
    expect(() => readBankingYears(file)).toThrow(/days\.json is wrong/)
    rmSync(folder, { recursive: true })
  })
})
