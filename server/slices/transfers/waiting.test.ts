import { expect, test } from 'vitest'
import { waitingRefusal } from './waiting.ts'

const now = new Date('2026-11-23T12:00:00Z')
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000)

test.each([
  ['nothing', 0, [], 1, undefined],
  ['the last place', 2, [], 1, undefined],
  ['one too many', 3, [], 1, { code: 'too_many_waiting', details: { maximum: 3 } }],
  ['a place taken back an hour ago', 2, [1], 1, { code: 'rate_limited', retryAfterSeconds: 23 * 3_600 }],
  ['one taken back a day ago', 2, [24], 1, undefined],
  [
    'two wanted, the second is free later',
    1,
    [20, 5],
    2,
    { code: 'rate_limited', retryAfterSeconds: 19 * 3_600 },
  ],
  ['one wanted, the first is enough', 1, [20, 5], 1, { code: 'rate_limited', retryAfterSeconds: 4 * 3_600 }],
] as const)('%s', (_, open, takenBack, more, refusal) => {
  expect(waitingRefusal({ open, takenBack: takenBack.map(hoursAgo) }, { more, maximum: 3, now })).toEqual(
    refusal,
  )
})
