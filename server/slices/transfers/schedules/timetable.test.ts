import { describe, expect, test } from 'vitest'
import { dayOf, dueAt, instantOf, nextAfter, upcoming, type Timetable } from './timetable.ts'

const table = (wishes: Partial<Timetable>): Timetable => ({
  rhythm: 'monthly',
  startsOn: '2027-01-31',
  untilOn: null,
  count: null,
  timeZone: 'Europe/Berlin',
  ...wishes,
})

const days = (wishes: Partial<Timetable>, count: number) =>
  Array.from({ length: count }, (_, occurrence) => dayOf(table(wishes), occurrence))

describe('days', () => {
  test('monthly on the 31st: the last day of shorter months, and the 31st again', () => {
    expect(days({}, 5)).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31'])
  })

  test('monthly on the 30th, over a February with 29 days', () => {
    expect(days({ startsOn: '2027-12-30' }, 4)).toEqual([
      '2027-12-30',
      '2028-01-30',
      '2028-02-29',
      '2028-03-30',
    ])
  })

  test('weekly, over the end of a year', () => {
    expect(days({ rhythm: 'weekly', startsOn: '2027-12-24' }, 3)).toEqual([
      '2027-12-24',
      '2027-12-31',
      '2028-01-07',
    ])
  })

  test('once', () => {
    expect(days({ rhythm: 'once' }, 2)).toEqual(['2027-01-31', null])
  })

  test('the last day is one of them, what comes after is none', () => {
    expect(days({ untilOn: '2027-03-31' }, 4)).toEqual(['2027-01-31', '2027-02-28', '2027-03-31', null])
    expect(days({ untilOn: '2027-03-30' }, 3)).toEqual(['2027-01-31', '2027-02-28', null])
  })
})

describe('the instant', () => {
  test.each([
    ['2027-03-27', 'Europe/Berlin', '2027-03-27T08:00:00.000Z'],
    ['2027-03-28', 'Europe/Berlin', '2027-03-28T07:00:00.000Z'],
    ['2027-10-30', 'Europe/Berlin', '2027-10-30T07:00:00.000Z'],
    ['2027-10-31', 'Europe/Berlin', '2027-10-31T08:00:00.000Z'],
    ['2027-03-28', 'Asia/Shanghai', '2027-03-28T01:00:00.000Z'],
    ['2027-11-07', 'America/New_York', '2027-11-07T14:00:00.000Z'],
    ['2027-11-06', 'America/New_York', '2027-11-06T13:00:00.000Z'],
    // Lord Howe Island moves its clocks by half an hour.
    ['2027-04-04', 'Australia/Lord_Howe', '2027-04-03T22:30:00.000Z'],
    ['2027-04-03', 'Australia/Lord_Howe', '2027-04-02T22:00:00.000Z'],
  ])('nine in the morning of %s in %s', (day, timeZone, instant) => {
    expect(instantOf(day, timeZone).toISOString()).toBe(instant)
  })
})

test('days that passed are passed over, also today once nine is over', () => {
  const weekly = table({ rhythm: 'weekly', startsOn: '2027-03-01' })
  expect(nextAfter(weekly, 0, new Date('2027-03-15T07:59:59Z'))?.on).toBe('2027-03-15')
  expect(nextAfter(weekly, 0, new Date('2027-03-15T08:00:00Z'))?.on).toBe('2027-03-22')
  expect(nextAfter(table({ rhythm: 'once' }), 0, new Date('2027-02-01T00:00:00Z'))).toBeNull()
})

test('what is to come ends with the last day and with the count', () => {
  const of = (wishes: Partial<Timetable>, made: number) =>
    upcoming(table(wishes), made, { made, limit: 5 }).map(({ on }) => on)
  expect(of({ count: 3 }, 1)).toEqual(['2027-02-28', '2027-03-31'])
  expect(of({ untilOn: '2027-02-28' }, 0)).toEqual(['2027-01-31', '2027-02-28'])
  expect(of({}, 0)).toHaveLength(5)
  expect(of({ rhythm: 'once' }, 0)).toEqual(['2027-01-31'])
  expect(dueAt(table({ rhythm: 'once' }), 1)).toBeNull()
})
