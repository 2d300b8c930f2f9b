import { expect, test } from 'vitest'
import { monthsOver } from './months.ts'

const now = new Date('2026-12-05T00:00:00Z')
const periods = (months: ReturnType<typeof monthsOver>) =>
  months.map(({ period, from, to }) => [period, from.toISOString(), to.toISOString()])

test('months end where the operator’s do, summer time included', () => {
  const first = new Date('2026-02-28T23:30:00Z')
  expect(periods(monthsOver({ first }, new Date('2026-05-01T00:00:00Z'), 'Europe/Berlin'))).toEqual([
    ['2026-03', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ['2026-04', '2026-03-31T22:00:00.000Z', '2026-04-30T22:00:00.000Z'],
  ])
})

test.each(['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'])(
  'when the operator moves to %s no month is told twice and no hour is left out',
  timeZone => {
    const until = new Date('2026-09-30T16:00:00Z')
    const months = monthsOver({ after: '2026-09', until }, now, timeZone)
    expect(months.map(({ period }) => period)).toEqual(['2026-10', '2026-11'])
    expect(months[0]?.from).toEqual(until)
    expect(months[1]?.from).toEqual(months[0]?.to)
  },
)
