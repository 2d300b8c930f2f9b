import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { businessDayOf, createBusinessCalendar } from './business-day.ts'

const hourMs = 3_600_000

const at = (text: string, timeZone: string) => {
  const { day, endsAt } = businessDayOf(new Date(text), timeZone)
  return [day, endsAt.toISOString()]
}

describe('the operator’s day', () => {
  test.each([
    ['Asia/Shanghai', '2026-03-01T15:59:59.999Z', '2026-03-01', '2026-03-01T16:00:00.000Z'],
    ['Asia/Shanghai', '2026-03-01T16:00:00.000Z', '2026-03-02', '2026-03-02T16:00:00.000Z'],
    ['America/New_York', '2026-01-01T04:59:59.999Z', '2025-12-31', '2026-01-01T05:00:00.000Z'],
    ['Asia/Kathmandu', '2026-01-01T18:15:00.000Z', '2026-01-02', '2026-01-02T18:15:00.000Z'],
    ['UTC', '2028-02-28T23:00:00.000Z', '2028-02-28', '2028-02-29T00:00:00.000Z'],
  ])('in %s, %s is of %s, which ends at %s', (timeZone, now, day, endsAt) => {
    expect(at(now, timeZone)).toEqual([day, endsAt])
  })

  test.each([
    ['of 23 hours in spring', 'Europe/Berlin', '2026-03-29', 23],
    ['of 25 hours in autumn', 'Europe/Berlin', '2026-10-25', 25],
    ['of 23 hours, without a midnight', 'America/Santiago', '2026-09-06', 23],
    ['of 25 hours, its last one twice', 'America/Santiago', '2026-04-04', 25],
    ['of 23½ hours', 'Australia/Lord_Howe', '2026-10-04', 23.5],
    ['of 24 hours where no clock is changed', 'Asia/Shanghai', '2026-03-29', 24],
  ])('a day %s: %s, %s', (_, timeZone, day, hours) => {
    const start = Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds
    const end = start + hours * hourMs
    expect(businessDayOf(new Date(start - 1), timeZone)).toMatchObject({ endsAt: new Date(start) })
    for (const now of [start, start + 12 * hourMs, end - 1])
      expect(businessDayOf(new Date(now), timeZone)).toMatchObject({ day, endsAt: new Date(end) })
    expect(businessDayOf(new Date(end), timeZone).day).not.toBe(day)
  })

  test('where a day was skipped, the one before it ends when the one after it begins', () => {
    expect(at('2011-12-30T09:59:59.999Z', 'Pacific/Apia')).toEqual(['2011-12-29', '2011-12-30T10:00:00.000Z'])
    expect(at('2011-12-30T10:00:00.000Z', 'Pacific/Apia')[0]).toBe('2011-12-31')
  })
})

describe('the calendar that remembers today', () => {
  test.each(['Europe/Berlin', 'Asia/Shanghai', 'America/Santiago', 'Pacific/Chatham'])(
    'says in %s what it would say without remembering, in whatever order it is asked',
    timeZone => {
      const year = { min: new Date('2026-01-01T00:00:00Z'), max: new Date('2027-01-01T00:00:00Z') }
      const moment = fc.date({ ...year, noInvalidDate: true })
      fc.assert(
        fc.property(fc.array(moment, { minLength: 2, maxLength: 20 }), moments => {
          const today = createBusinessCalendar(timeZone)
          for (const now of moments) expect(today(now)).toMatchObject(businessDayOf(now, timeZone))
        }),
      )
    },
  )

  test('turns with midnight, to the millisecond, and turns back for a command given before it', () => {
    const today = createBusinessCalendar('Asia/Shanghai')
    const midnight = Date.parse('2026-03-01T16:00:00Z')
    const days = [midnight - 1, midnight, midnight - 1, midnight + 1].map(now => today(new Date(now)).day)
    expect(days).toEqual(['2026-03-01', '2026-03-02', '2026-03-01', '2026-03-02'])
  })
})
