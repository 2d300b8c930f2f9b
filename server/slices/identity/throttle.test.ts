import { expect, test } from 'vitest'
import { createTurns, lockBeginsAt, lockedError, pauseAfter, pausesMs } from './throttle.ts'

test('four failures cost nothing, then each pause is longer than the one before, up to an hour', () => {
  expect(pausesMs.slice(0, 4)).toEqual([0, 0, 0, 0])
  const pauses = pausesMs.slice(4)
  expect(pauses[0]).toBe(30_000)
  expect(pauses.every((pause, index) => index === 0 || pause > (pauses[index - 1] ?? Infinity))).toBe(true)
  expect(pauses.at(-1)).toBe(3_600_000)
})

test('a lock says until when; one for good has no time to come back', () => {
  const now = new Date('2026-03-01T10:00:00Z')
  expect(lockedError(new Date('2026-03-01T10:00:29.5Z'), now).refusal).toEqual({
    code: 'account_locked',
    details: { reason: 'too_many_attempts', until: '2026-03-01T10:00:29.500Z', way_out: 'wait' },
    retryAfterSeconds: 30,
  })
  expect(lockedError(null, now).refusal).toEqual({
    code: 'account_locked',
    details: { reason: 'too_many_attempts', until: null, way_out: 'reset_password' },
  })
})

test('the owner is told when a pause begins and when none ends any more, not in between', () => {
  const told = Array.from({ length: 100 }, (_, index) => index + 1).filter(lockBeginsAt)
  expect(told).toEqual([5, 100])
  expect([4, 5, 12, 99, 100].map(pauseAfter)).toEqual([0, 30_000, 3_600_000, 3_600_000, null])
})

test('turns of one key follow each other, other keys do not wait', async () => {
  const turns = createTurns({ maxWaiting: 10 })
  const held = Promise.withResolvers<void>()
  const order: string[] = []
  const first = turns('a', async () => {
    await held.promise
    order.push('a1')
  })
  const second = turns('a', async () => void order.push('a2'))
  await turns('b', async () => void order.push('b1'))
  held.resolve()
  await Promise.all([first, second])
  expect(order).toEqual(['b1', 'a1', 'a2'])
})

test('a failed turn lets the next one begin', async () => {
  const turns = createTurns({ maxWaiting: 10 })
  const failing = turns('a', () => Promise.reject(new Error('no')))
  const next = turns('a', () => Promise.resolve('served'))
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('served')
})

test('too many for one key are refused, another key is not', async () => {
  const turns = createTurns({ maxWaiting: 1 })
  const held = Promise.withResolvers<void>()
  const running = turns('a', () => held.promise)
  const waiting = turns('a', () => held.promise)
  await expect(turns('a', () => Promise.resolve())).rejects.toThrow('overloaded')
  expect(await turns('b', () => Promise.resolve('served'))).toBe('served')
  held.resolve()
  await Promise.all([running, waiting])
  expect(await turns('a', () => Promise.resolve('served'))).toBe('served')
})
