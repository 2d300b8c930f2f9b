import { expect, test } from 'vitest'
import { holdsFor } from './use-time-left.ts'

/** A price of the server's for a quarter of an hour, and a device whose clocks the test moves. */
const quote = { created_at: '2026-11-22T12:00:00.000Z', expires_at: '2026-11-22T12:15:00.000Z' }
function device(text: string) {
  const at = { wall: Date.parse(text), running: 5_000 }
  const left = holdsFor(quote, { wall: () => at.wall, running: () => at.running })
  return { at, left }
}

test.each(['2026-11-22T12:00:01Z', '2026-11-22T15:00:00Z', '2020-01-01T00:00:00Z'])(
  'a clock that says %s neither ends nor prolongs a price',
  text => {
    const { at, left } = device(text)
    expect(left()).toBe(900)
    at.wall += 60_000
    at.running += 60_000
    expect(left()).toBe(840)
    at.wall += 840_000
    at.running += 840_000
    expect(left()).toBe(0)
  },
)

test('a clock that is set back prolongs nothing, and a phone that slept is right at once', () => {
  const { at, left } = device('2026-11-22T12:00:00Z')
  at.running += 100_000
  at.wall -= 3_600_000
  expect(left()).toBe(800)
  const sleeper = device('2026-11-22T12:00:00Z')
  sleeper.at.wall += 600_000
  expect(sleeper.left()).toBe(300)
})
