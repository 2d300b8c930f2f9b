import { expect, test } from 'vitest'
import { aDeposit, minutesLater, openedAt } from './deposit.fixture.ts'
import { expectedBy, isOverdue, mayStart, nextAskAt } from './schedule.ts'

test('an open page is asked about after 30 s, 1, 2, 5, 15 min, when it closes, then hourly, then daily', () => {
  const asked: number[] = []
  let deposit = aDeposit()
  let now = openedAt
  while (asked.length < 14) {
    now = nextAskAt(deposit, now)
    asked.push((now.getTime() - openedAt.getTime()) / 1_000)
    if (asked.length === 7) deposit = aDeposit({ status: 'pending' })
  }
  const closing = 3_605
  const hourly = Array.from({ length: 8 }, (_, hours) => closing + 3_600 * (hours + 1))
  expect(asked).toEqual([30, 90, 210, 510, 1_410, closing, ...hourly])
  expect(nextAskAt(deposit, minutesLater(24 * 60))).toEqual(minutesLater(48 * 60))
})

test('a page that is not open yet is tried again quickly, at most once a minute', () => {
  const deposit = aDeposit({ reference: null })
  const waits = [0, 0.1, 1, 5, 14].map(age => {
    const now = minutesLater(age)
    return (nextAskAt(deposit, now).getTime() - now.getTime()) / 1_000
  })
  expect(waits).toEqual([5, 5, 30, 60, 60])
})

test('every open state has a deadline, no ended one has', () => {
  const deposit = aDeposit()
  const now = minutesLater(30)
  expect(expectedBy('requires_action', deposit, now)).toEqual(minutesLater(60))
  expect(expectedBy('pending', deposit, now)).toEqual(minutesLater(24 * 60))
  expect(expectedBy('in_review', deposit, now)).toEqual(minutesLater(30 + 3 * 24 * 60))
  for (const status of ['succeeded', 'failed', 'canceled', 'expired', 'reversed'] as const)
    expect(expectedBy(status, deposit, now)).toBeNull()
})

test('a page is opened within 15 minutes and the promise holds for 24 hours, to the millisecond', () => {
  const deposit = aDeposit()
  const before = (minutes: number) => new Date(minutesLater(minutes).getTime() - 1)
  expect([mayStart(deposit, before(15)), mayStart(deposit, minutesLater(15))]).toEqual([true, false])
  expect([isOverdue(deposit, before(1_440)), isOverdue(deposit, minutesLater(1_440))]).toEqual([false, true])
})
