import { describe, expect, test } from 'vitest'
import { refusalText } from '../../platform/messages.ts'
import { waitingRefusal } from './waiting.ts'

const now = new Date('2026-11-23T12:00:00Z')
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000)

/** So many places are kept by what was taken back, and it goes on in so many hours. */
const keptFor = (taken: number, hours: number) => ({
  code: 'too_many_waiting',
  details: { maximum: 3, taken_back: taken, free_at: hoursAgo(-hours).toISOString() },
  retryAfterSeconds: hours * 3_600,
})

test.each([
  ['nothing', 0, [], 1, undefined],
  ['the last place', 2, [], 1, undefined],
  ['one too many', 3, [], 1, { code: 'too_many_waiting', details: { maximum: 3, open: 3 } }],
  ['a place taken back an hour ago', 2, [1], 1, keptFor(1, 23)],
  ['one taken back a day ago', 2, [24], 1, undefined],
  ['two wanted, the second is free later', 1, [20, 5], 2, keptFor(2, 19)],
  ['one wanted, the first is enough', 1, [20, 5], 1, keptFor(2, 4)],
] as const)('%s', (_, open, takenBack, more, refusal) => {
  expect(waitingRefusal({ open, takenBack: takenBack.map(hoursAgo) }, { more, maximum: 3, now })).toEqual(
    refusal,
  )
})

describe.each([
  ['en', /cancel/, /taken back/i],
  ['zh-CN', /撤销一些/, /撤销/],
] as const)('what is said in %s', (locale, cancel, takenBack) => {
  const said = (details: Record<string, unknown>) =>
    refusalText('too_many_waiting', details, { locale, timeZone: 'Europe/Berlin' }).detail
  const refusal = (open: number, hours: readonly number[]) =>
    waitingRefusal({ open, takenBack: hours.map(hoursAgo) }, { more: 1, maximum: 3, now })?.details ?? {}

  test('who took some back is told until when they keep their place, and not to cancel more', () => {
    const sentence = said(refusal(2, [1]))
    expect(sentence).toMatch(takenBack)
    expect(sentence).toContain('24')
    expect(sentence).toContain('12:00')
    expect(sentence.toLowerCase()).not.toMatch(cancel)
  })

  test('whose places are taken by what waits is not told to cancel either', () => {
    expect(said(refusal(3, [])).toLowerCase()).not.toMatch(cancel)
  })

  test('scheduled transfers can be canceled to make room', () => {
    expect(said({ maximum: 3, running: 3 }).toLowerCase()).toMatch(cancel)
  })
})
