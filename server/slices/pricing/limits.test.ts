import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { money } from '../../../contract/money.ts'
import type { View } from '../ledger/index.ts'
import { businessDayOf } from './business-day.ts'
import { consumeLimit, firstExceeded, limitDetails, usageKey, type LimitKey } from './limits.ts'
import { presentLimits } from './present-limits.ts'
import type { LimitUsage } from './queries.ts'
import type { LimitRule, LimitSchedule } from './schedules.ts'

const customerId = '0190a000-0000-7000-8000-000000000001'
const today = businessDayOf(new Date('2026-03-01T12:00:00Z'), 'Asia/Shanghai')
const key: LimitKey = { customerId, operation: 'transfer', currency: 'EUR', day: today.day }

function scheduleOf(amounts: { single?: string; daily?: string }): LimitSchedule {
  const rules: LimitRule[] = []
  if (amounts.single !== undefined)
    rules.push({ operation: 'transfer', interval: 'transaction', amounts: { EUR: amounts.single } })
  if (amounts.daily !== undefined)
    rules.push({ operation: 'transfer', interval: 'daily', amounts: { EUR: amounts.daily } })
  return { version: 1, activatedAt: new Date(0), rules }
}

/** What a decision sees of limits: the usage kept here, and nothing else. */
function viewOf(usage: ReadonlyMap<string, LimitUsage>): View {
  return {
    balance() {
      throw new Error('limits do not depend on balances')
    },
    fact: ((_source, asked) => usage.get(asked)) as View['fact'],
  }
}

/** Consumes and keeps what is to be written, as the pipeline does. */
function customer(schedule: LimitSchedule) {
  const usage = new Map<string, LimitUsage>()
  return {
    usage,
    move: (minor: bigint, day = today) => {
      const asked = { ...key, day: day.day }
      const consumed = consumeLimit(viewOf(usage), schedule, asked, money(minor, 'EUR'), day.endsAt)
      if (consumed.exceeded) return consumed.exceeded
      for (const { key, value } of consumed.changes) usage.set(key, value as LimitUsage)
      return null
    },
    used: (day = today) => usage.get(usageKey({ ...key, day: day.day }))?.used ?? 0n,
  }
}

describe('the limit on a single transaction', () => {
  test('is reached but not exceeded, and is not counted', () => {
    const { move, usage } = customer(scheduleOf({ single: '10' }))
    expect([move(10_00n), move(10_00n), usage.size]).toEqual([null, null, 0])
    expect(move(10_01n)).toEqual({
      interval: 'transaction',
      limit: money(10_00n, 'EUR'),
      remaining: money(10_00n, 'EUR'),
      resetsAt: null,
    })
  })

  test('is named before the daily one where both are exceeded', () => {
    expect(customer(scheduleOf({ single: '10', daily: '5' })).move(11_00n)?.interval).toBe('transaction')
  })
})

describe('the daily limit', () => {
  test('is used up to the last minor unit; what does not fit uses nothing', () => {
    const { move, used } = customer(scheduleOf({ daily: '10' }))
    expect(move(9_99n)).toBeNull()
    expect(move(2n)).toEqual({
      interval: 'daily',
      limit: money(10_00n, 'EUR'),
      remaining: money(1n, 'EUR'),
      resetsAt: today.endsAt,
    })
    expect(used()).toBe(9_99n)
    expect([move(1n), used(), move(1n)?.remaining.minor]).toEqual([null, 10_00n, 0n])
  })

  test('whatever is moved in whatever order, what went through is what is counted and never more than the limit', () => {
    const amounts = fc.array(fc.bigInt({ min: 1n, max: 400n }), { maxLength: 30 })
    fc.assert(
      fc.property(amounts, fc.bigInt({ min: 0n, max: 2_000n }), (amounts, daily) => {
        const text = `${daily / 100n}.${(daily % 100n).toString().padStart(2, '0')}`
        const { move, used } = customer(scheduleOf({ daily: text }))
        const moved = amounts.filter(amount => move(amount) === null).reduce((sum, each) => sum + each, 0n)
        expect(used()).toBe(moved)
        expect(moved).toBeLessThanOrEqual(daily)
      }),
    )
  })

  test('starts anew with the day of the command; each day, also one of 23 or 25 hours, has its own', () => {
    const { move, used } = customer(scheduleOf({ daily: '10' }))
    const dayOf = (text: string) => businessDayOf(new Date(text), 'Europe/Berlin')
    const [before, spring, autumn, after] = [
      dayOf('2026-03-28T22:59:59.999Z'),
      dayOf('2026-03-28T23:00:00Z'),
      dayOf('2026-10-25T22:59:59.999Z'),
      dayOf('2026-10-25T23:00:00Z'),
    ]
    for (const day of [before, spring, autumn, after]) {
      expect(move(10_00n, day)).toBeNull()
      expect(move(1n, day)).toMatchObject({ interval: 'daily', resetsAt: day.endsAt })
    }
    expect([before, spring, autumn, after].map(used)).toEqual([10_00n, 10_00n, 10_00n, 10_00n])
    expect([spring, autumn].map(({ day, endsAt }) => [day, endsAt.toISOString()])).toEqual([
      ['2026-03-29', '2026-03-29T22:00:00.000Z'],
      ['2026-10-25', '2026-10-25T23:00:00.000Z'],
    ])
  })

  test('of nothing lets nothing through', () => {
    expect(customer(scheduleOf({ daily: '0' })).move(1n)?.remaining.minor).toBe(0n)
  })

  test('remembers under which limit it was used, and counts on under a new one', () => {
    const { move, usage } = customer(scheduleOf({ daily: '10' }))
    move(8_00n)
    const raised = consumeLimit(
      viewOf(usage),
      scheduleOf({ daily: '20' }),
      key,
      money(9_00n, 'EUR'),
      today.endsAt,
    )
    expect(raised.exceeded === null && raised.changes[0]?.value).toMatchObject({
      used: 17_00n,
      limitAmount: 20_00n,
    })
    const lowered = consumeLimit(
      viewOf(usage),
      scheduleOf({ daily: '5' }),
      key,
      money(1n, 'EUR'),
      today.endsAt,
    )
    expect(lowered.exceeded?.remaining).toEqual(money(0n, 'EUR'))
  })
})

test('where no limit is set, nothing is exceeded and nothing counted', () => {
  const { move, usage } = customer(scheduleOf({}))
  expect([move(999_999_999_999_999_999n), usage.size]).toEqual([null, 0])
})

test('a decline says which limit, what is left and when it starts anew', () => {
  const exceeded = customer(scheduleOf({ daily: '10.50' })).move(11_00n)
  expect(exceeded && limitDetails(exceeded)).toEqual({
    interval: 'daily',
    limit: { value: '10.50', currency: 'EUR' },
    remaining: { value: '10.50', currency: 'EUR' },
    resets_at: '2026-03-01T16:00:00.000Z',
  })
})

describe('limits as the customer reads them', () => {
  const read = (schedule: LimitSchedule, usage = new Map<string, LimitUsage>()) =>
    presentLimits({ schedule, usage, customerId, currency: 'EUR', today, operations: ['transfer'] })

  test('say what is used, what remains and when, and only those there are', () => {
    const schedule = scheduleOf({ single: '10', daily: '25' })
    const { move, usage } = customer(schedule)
    move(7_50n)
    expect(read(schedule, usage)).toEqual([
      {
        operation: 'transfer',
        interval: 'transaction',
        limit: { value: '10.00', currency: 'EUR' },
        used: { value: '0.00', currency: 'EUR' },
        remaining: { value: '10.00', currency: 'EUR' },
        resets_at: null,
      },
      {
        operation: 'transfer',
        interval: 'daily',
        limit: { value: '25.00', currency: 'EUR' },
        used: { value: '7.50', currency: 'EUR' },
        remaining: { value: '17.50', currency: 'EUR' },
        resets_at: '2026-03-01T16:00:00.000Z',
      },
    ])
    expect(read(scheduleOf({}))).toEqual([])
  })

  test('never say that less than nothing remains, after a limit was lowered', () => {
    const { move, usage } = customer(scheduleOf({ daily: '25' }))
    move(20_00n)
    expect(read(scheduleOf({ daily: '5' }), usage)[0]?.remaining.value).toBe('0.00')
  })

  test('let a preview say the same as the decision', () => {
    const minor = fc.bigInt({ min: 1n, max: 3_000n })
    fc.assert(
      fc.property(minor, minor, minor, minor, (single, daily, first, second) => {
        const text = (amount: bigint) => `${amount / 100n}.${(amount % 100n).toString().padStart(2, '0')}`
        const schedule = scheduleOf({ single: text(single), daily: text(daily) })
        const { move, usage } = customer(schedule)
        move(first)
        const foreseen = firstExceeded(read(schedule, usage), money(second, 'EUR'))
        const decided = move(second)
        expect(foreseen?.interval).toBe(decided?.interval)
        expect(foreseen?.remaining).toEqual(decided ? limitDetails(decided).remaining : undefined)
      }),
    )
  })
})
