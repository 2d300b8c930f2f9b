import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exponentOf, formatAmount, money } from '../../../contract/money.ts'
import type { View } from '../ledger/index.ts'
import { businessDayOf, weekOf } from './business-day.ts'
import type { ChargeRow } from './charge-rows.ts'
import {
  consumeLimits,
  consumeWhatFits,
  firstExceeded,
  limitDetails,
  releaseLimits,
  usageKey,
  type Charge,
} from './limits.ts'
import { presentLimits } from './present-limits.ts'
import type { LimitRule, Schedules } from './schedules.ts'
import { slotMs, usageAt, usedOf, type LimitUsage } from './usage.ts'

const customerId = '0190a000-0000-7000-8000-000000000001'
const key = { customerId, operation: 'transfer', currency: 'EUR' } as const
const noon = new Date('2026-03-04T12:00:00Z')
const zone = 'Asia/Shanghai'
const today = businessDayOf(noon, zone)

type Amounts = Partial<Record<LimitRule['interval'], string>>

function schedulesOf(amounts: Amounts, ofLevel: Amounts = {}): Schedules {
  const rulesOf = (limits: Amounts, level: LimitRule['level']): LimitRule[] =>
    (Object.keys(limits) as LimitRule['interval'][]).map(interval => ({
      operation: 'transfer',
      level,
      interval,
      amounts: { EUR: limits[interval] ?? '' },
    }))
  return {
    fees: { version: 3, startsAt: new Date(0), rules: [] },
    limits: {
      version: 5,
      startsAt: new Date(0),
      rules: [...rulesOf(amounts, null), ...rulesOf(ofLevel, 'number_proved')],
    },
  }
}

/** What a decision sees of limits: the usage kept here, and nothing else. */
function viewOf(usage: LimitUsage | undefined): View {
  return {
    balance() {
      throw new Error('limits do not depend on balances')
    },
    fact: (() => usage) as View['fact'],
  }
}

type Move = { minor: bigint; at?: Date; day?: Charge['today']; level?: Charge['level'] }

/** Consumes and keeps what is to be written, as the pipeline does. */
function customer(schedules: Schedules) {
  let usage: LimitUsage | undefined
  const rows: ChargeRow[] = []
  const chargeOf = ({ minor, at = noon, level = 'email_proved', ...rest }: Move): Charge => ({
    ...key,
    subject: `0190a000-0000-7000-8000-${rows.length.toString().padStart(12, '0')}`,
    method: null,
    payerRegion: null,
    payeeRegion: null,
    level,
    amount: money(minor, 'EUR'),
    at,
    lines: [],
    today: rest.day ?? businessDayOf(at, zone),
  })
  const keep = (effects: { facts: { value: unknown }[]; rows: { row: unknown }[] }) => {
    for (const { value } of effects.facts) usage = value as LimitUsage
    for (const { row } of effects.rows) rows.push(row as ChargeRow)
  }
  return {
    rows,
    usage: () => usage,
    move: (move: Move, by = schedules) => {
      const consumed = consumeLimits(viewOf(usage), by, chargeOf(move))
      if (consumed.exceeded) return consumed.exceeded
      keep(consumed)
      return null
    },
    late: (move: Move) => keep(consumeWhatFits(viewOf(usage), schedules, chargeOf(move))),
    release: (row: ChargeRow) =>
      keep(
        releaseLimits(viewOf(usage), {
          ...key,
          subject: row.subject,
          amount: row.amount,
          at: row.at,
          day: row.day,
        }),
      ),
    used: (interval: 'daily' | 'weekly' | 'monthly' | 'rolling_24h', at = noon) =>
      usage ? usedOf(usageAt(usage, businessDayOf(at, zone), at), interval) : 0n,
  }
}

const text = (minor: bigint): string => formatAmount(minor, exponentOf('EUR'))
const hours = (count: number): number => count * 60 * 60_000
const later = (ms: number): Date => new Date(noon.getTime() + ms)

describe('the limit on a single transaction', () => {
  test('is reached but not exceeded', () => {
    const { move, used } = customer(schedulesOf({ transaction: '10' }))
    expect([move({ minor: 10_00n }), move({ minor: 10_00n }), used('daily')]).toEqual([null, null, 20_00n])
    expect(move({ minor: 10_01n })).toEqual({
      interval: 'transaction',
      limit: money(10_00n, 'EUR'),
      remaining: money(10_00n, 'EUR'),
      resetsAt: null,
    })
  })

  test('is named before the daily one where both are exceeded', () => {
    expect(customer(schedulesOf({ transaction: '10', daily: '5' })).move({ minor: 11_00n })?.interval).toBe(
      'transaction',
    )
  })
})

describe('limits over a day, a week, a month', () => {
  test.each([
    ['daily', '2026-03-04T16:00:00.000Z'],
    ['weekly', '2026-03-08T16:00:00.000Z'],
    ['monthly', '2026-03-31T16:00:00.000Z'],
  ] as const)('%s is used up to the last minor unit; what does not fit uses nothing', (interval, resets) => {
    const { move, used } = customer(schedulesOf({ [interval]: '10' }))
    expect(move({ minor: 9_99n })).toBeNull()
    expect(move({ minor: 2n })).toEqual({
      interval,
      limit: money(10_00n, 'EUR'),
      remaining: money(1n, 'EUR'),
      resetsAt: new Date(resets),
    })
    expect(used(interval)).toBe(9_99n)
    expect([move({ minor: 1n }), used(interval), move({ minor: 1n })?.remaining.minor]).toEqual([
      null,
      10_00n,
      0n,
    ])
  })

  test('each starts anew with its own period of the command', () => {
    const schedules = schedulesOf({ daily: '10', weekly: '20', monthly: '30' })
    const { move } = customer(schedules)
    const on = (day: string) => ({ minor: 10_00n, at: new Date(`${day}T04:00:00Z`) })
    // 30 March 2026 is a Monday, and the week goes on into April.
    expect(move(on('2026-03-23'))).toBeNull()
    expect(move(on('2026-03-23'))?.interval).toBe('daily')
    expect(move(on('2026-03-24'))).toBeNull()
    expect(move(on('2026-03-25'))?.interval).toBe('weekly')
    expect(move(on('2026-03-30'))).toBeNull()
    expect(move(on('2026-03-31'))?.interval).toBe('monthly')
    expect(move(on('2026-04-01'))).toBeNull()
    expect(move(on('2026-04-02'))?.interval).toBe('weekly')
    expect(move(on('2026-04-06'))).toBeNull()
  })

  test('a day of 23 or 25 hours has its own use', () => {
    const { move } = customer(schedulesOf({ daily: '10' }))
    const dayOf = (time: string) => businessDayOf(new Date(time), 'Europe/Berlin')
    const moments = [
      '2026-03-28T22:59:59.999Z',
      '2026-03-28T23:00:00Z',
      '2026-10-25T22:59:59.999Z',
      '2026-10-25T23:00:00Z',
    ]
    for (const moment of moments) {
      const at = new Date(moment)
      expect(move({ minor: 10_00n, at, day: dayOf(moment) })).toBeNull()
      expect(move({ minor: 1n, at, day: dayOf(moment) })).toMatchObject({ resetsAt: dayOf(moment).endsAt })
    }
    expect(moments.slice(1, 3).map(each => dayOf(each).endsAt.toISOString())).toEqual([
      '2026-03-29T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ])
  })

  test('a command from before midnight that comes after one of the new day counts in the new day', () => {
    const { move, used } = customer(schedulesOf({ daily: '10' }))
    const midnight = today.endsAt.getTime()
    expect(move({ minor: 6_00n, at: new Date(midnight + 5) })).toBeNull()
    expect(move({ minor: 6_00n, at: new Date(midnight - 5) })?.interval).toBe('daily')
    expect(move({ minor: 4_00n, at: new Date(midnight - 5) })).toBeNull()
    expect(used('daily', new Date(midnight + 10))).toBe(10_00n)
  })

  test('of nothing lets nothing through', () => {
    expect(customer(schedulesOf({ daily: '0' })).move({ minor: 1n })?.remaining.minor).toBe(0n)
  })

  test('a new limit counts what was moved before it; a lowered one leaves nothing', () => {
    const { move, usage } = customer(schedulesOf({}))
    move({ minor: 8_00n })
    expect(usage()?.limits).toEqual({})
    expect(move({ minor: 3_00n }, schedulesOf({ monthly: '10' }))?.remaining.minor).toBe(2_00n)
    expect(move({ minor: 2_00n }, schedulesOf({ monthly: '10' }))).toBeNull()
    expect(usage()).toMatchObject({ monthly: 10_00n, limits: { monthly: 10_00n } })
    expect(move({ minor: 1n }, schedulesOf({ daily: '5' }))?.remaining).toEqual(money(0n, 'EUR'))
  })

  test('weeks begin on Monday, also the one in which the year turns', () => {
    const sunday = weekOf('2026-12-27')
    expect(['2026-12-28', '2026-12-31', '2027-01-01', '2027-01-03', '2027-01-04'].map(weekOf)).toEqual([
      sunday + 1,
      sunday + 1,
      sunday + 1,
      sunday + 1,
      sunday + 2,
    ])
  })
})

describe('the limit over any 24 hours', () => {
  test('is not escaped at midnight, and says when the amount fits again', () => {
    const { move } = customer(schedulesOf({ rolling_24h: '10' }))
    const late = new Date('2026-03-04T15:52:00Z')
    expect(move({ minor: 9_00n, at: late })).toBeNull()
    expect(move({ minor: 2_00n, at: new Date(late.getTime() + 20 * 60_000) })).toEqual({
      interval: 'rolling_24h',
      limit: money(10_00n, 'EUR'),
      remaining: money(1_00n, 'EUR'),
      resetsAt: new Date('2026-03-05T16:00:00Z'),
    })
    expect(move({ minor: 2_00n, at: new Date('2026-03-05T15:59:59.999Z') })?.interval).toBe('rolling_24h')
    expect(move({ minor: 10_00n, at: new Date('2026-03-05T16:00:00Z') })).toBeNull()
  })

  test('an amount beyond the limit itself never fits', () => {
    expect(customer(schedulesOf({ rolling_24h: '10' })).move({ minor: 10_01n })?.resetsAt).toBeNull()
  })

  const minutes = fc.integer({ min: 0, max: 3 * 24 * 60 })
  /** As things are decided: in order of time, but some up to an hour late. */
  const moves = fc
    .array(fc.tuple(minutes, fc.integer({ min: 0, max: 60 }), fc.bigInt({ min: 1n, max: 500n })), {
      maxLength: 60,
    })
    .map(wishes => wishes.toSorted(([one, early], [other, late]) => one + early - other - late))

  test('whatever is moved whenever, and some of it late: in no 24 hours more than the limit, and no slot longer than need be', () => {
    fc.assert(
      fc.property(moves, fc.bigInt({ min: 1n, max: 1_000n }), (wishes, limit) => {
        const { move, rows } = customer(schedulesOf({ rolling_24h: text(limit) }))
        for (const [minute, , minor] of wishes) {
          const at = later(minute * 60_000)
          const refused = move({ minor, at })
          const counted = (windowMs: number) =>
            rows
              .filter(row => row.at.getTime() > at.getTime() - windowMs)
              .reduce((sum, row) => sum + row.amount.minor, 0n)
          // Refused only where it would not have fitted in a window one slot longer either.
          const needless = refused !== null && counted(hours(24) + slotMs) + minor <= limit
          expect(needless).toBe(false)
        }
        for (const { at } of rows) {
          const inWindow = rows.filter(row => row.at <= at && row.at.getTime() > at.getTime() - hours(24))
          expect(inWindow.reduce((sum, row) => sum + row.amount.minor, 0n)).toBeLessThanOrEqual(limit)
        }
      }),
    )
  })
})

describe('the level', () => {
  test('of the customer decides, and a limit of a level may be wider than that of any', () => {
    const schedules = schedulesOf({ daily: '10' }, { daily: '30' })
    const { move } = customer(schedules)
    expect(move({ minor: 11_00n })?.limit.minor).toBe(10_00n)
    expect(move({ minor: 11_00n, level: 'number_proved' })).toBeNull()
    expect(move({ minor: 20_00n, level: 'number_proved' })?.remaining.minor).toBe(19_00n)
  })
})

describe('what was counted', () => {
  test('whatever is moved, given back and late in whatever order: sums are those of the book, and never beyond a limit', () => {
    const amounts = fc.record({
      daily: fc.bigInt({ min: 0n, max: 2_000n }).map(text),
      weekly: fc.bigInt({ min: 0n, max: 3_000n }).map(text),
      monthly: fc.bigInt({ min: 0n, max: 4_000n }).map(text),
      rolling_24h: fc.bigInt({ min: 0n, max: 3_000n }).map(text),
    })
    const step = fc.tuple(
      fc.constantFrom('move', 'late', 'release'),
      fc.integer({ min: 0, max: hours(9) }),
      fc.bigInt({ min: 1n, max: 900n }),
    )
    fc.assert(
      fc.property(amounts, fc.array(step, { maxLength: 40 }), (limits, steps) => {
        const one = customer(schedulesOf(limits))
        let at = noon
        for (const [what, pause, minor] of steps) {
          at = new Date(at.getTime() + pause)
          const taken = new Set(one.rows.flatMap(row => (row.entry === 'release' ? [row.subject] : [])))
          const open = one.rows.find(row => row.entry !== 'release' && !taken.has(row.subject))
          if (what === 'move') one.move({ minor, at })
          else if (what === 'late') one.late({ minor, at })
          else if (open) one.release(open)
          const day = businessDayOf(at, zone).day
          const sum = (counts: (row: ChargeRow) => boolean) =>
            one.rows
              .filter(counts)
              .reduce(
                (total, row) => total + (row.entry === 'release' ? -row.amount.minor : row.amount.minor),
                0n,
              )
          expect(one.used('daily', at)).toBe(sum(row => row.day === day))
          expect(one.used('weekly', at)).toBe(sum(row => weekOf(row.day) === weekOf(day)))
          expect(one.used('monthly', at)).toBe(sum(row => row.day.slice(0, 7) === day.slice(0, 7)))
          const asMinor = (amount: string) => BigInt(amount.replace('.', ''))
          expect(one.used('daily', at)).toBeLessThanOrEqual(asMinor(limits.daily))
          expect(one.used('weekly', at)).toBeLessThanOrEqual(asMinor(limits.weekly))
          expect(one.used('monthly', at)).toBeLessThanOrEqual(asMinor(limits.monthly))
          expect(one.used('rolling_24h', at)).toBeLessThanOrEqual(asMinor(limits.rolling_24h))
        }
      }),
    )
  })

  test('names the versions it was decided by, its limits and its day', () => {
    const one = customer(schedulesOf({ daily: '10', rolling_24h: '20' }))
    one.move({ minor: 5_00n })
    expect(one.rows).toMatchObject([
      {
        entry: 'use',
        feeVersion: 3,
        limitVersion: 5,
        day: '2026-03-04',
        limits: { daily: 10_00n, rolling_24h: 20_00n },
      },
    ])
    const [row] = one.rows
    if (row) one.release(row)
    expect(one.rows[1]).toMatchObject({ entry: 'release', at: noon, feeVersion: null, limitVersion: null })
    expect(one.used('rolling_24h')).toBe(0n)
  })

  test('given back after its day counts no more in the week, and the new day stays as it is', () => {
    const one = customer(schedulesOf({ daily: '10' }))
    one.move({ minor: 7_00n })
    const tomorrow = later(hours(24))
    one.move({ minor: 2_00n, at: tomorrow })
    const [row] = one.rows
    if (row) one.release(row)
    expect([one.used('daily', tomorrow), one.used('weekly', tomorrow)]).toEqual([2_00n, 2_00n])
  })

  test('what was never used cannot be given back', () => {
    expect(() =>
      releaseLimits(viewOf(undefined), {
        ...key,
        subject: customerId,
        amount: money(1n, 'EUR'),
        at: noon,
        day: today.day,
      }),
    ).toThrow('would give back a limit it did not use')
  })
})

test('a decline says which limit, what is left and when it starts anew', () => {
  const exceeded = customer(schedulesOf({ daily: '10.50' })).move({ minor: 11_00n })
  expect(exceeded && limitDetails(exceeded)).toEqual({
    interval: 'daily',
    limit: { value: '10.50', currency: 'EUR' },
    remaining: { value: '10.50', currency: 'EUR' },
    resets_at: '2026-03-04T16:00:00.000Z',
  })
})

test('of a limit for one payment nothing is left and nothing starts anew', () => {
  const exceeded = customer(schedulesOf({ transaction: '10.50' })).move({ minor: 11_00n })
  expect(exceeded && limitDetails(exceeded)).toEqual({
    interval: 'transaction',
    limit: { value: '10.50', currency: 'EUR' },
    remaining: null,
    resets_at: null,
  })
})

describe('limits as the customer reads them', () => {
  const read = (schedules: Schedules, usage?: LimitUsage) =>
    presentLimits({
      schedule: schedules.limits,
      usage: new Map(usage ? [[usageKey(key), usage]] : []),
      customerId,
      level: 'email_proved',
      currency: 'EUR',
      today,
      now: noon,
      operations: ['transfer'],
    })

  test('say what is used, what remains and when, and only those there are', () => {
    const schedules = schedulesOf({ transaction: '10', daily: '25', rolling_24h: '40' })
    const { move, usage } = customer(schedules)
    move({ minor: 7_50n })
    const eur = (value: string) => ({ value, currency: 'EUR' })
    const shown = { operation: 'transfer', used: eur('7.50') }
    expect(read(schedules, usage())).toEqual([
      {
        ...shown,
        interval: 'transaction',
        limit: eur('10.00'),
        used: eur('0.00'),
        remaining: eur('10.00'),
        resets_at: null,
      },
      {
        ...shown,
        interval: 'daily',
        limit: eur('25.00'),
        remaining: eur('17.50'),
        resets_at: '2026-03-04T16:00:00.000Z',
      },
      {
        ...shown,
        interval: 'rolling_24h',
        limit: eur('40.00'),
        remaining: eur('32.50'),
        resets_at: '2026-03-05T12:15:00.000Z',
      },
    ])
    expect(read(schedulesOf({}))).toEqual([])
  })

  test('never say that less than nothing remains, after a limit was lowered', () => {
    const { move, usage } = customer(schedulesOf({ daily: '25' }))
    move({ minor: 20_00n })
    expect(read(schedulesOf({ daily: '5' }), usage())[0]?.remaining.value).toBe('0.00')
  })

  test('let a preview say the same as the decision', () => {
    const minor = fc.bigInt({ min: 1n, max: 3_000n })
    fc.assert(
      fc.property(minor, minor, minor, minor, minor, (single, daily, rolling, first, second) => {
        const schedules = schedulesOf({
          transaction: text(single),
          daily: text(daily),
          rolling_24h: text(rolling),
        })
        const { move, usage } = customer(schedules)
        move({ minor: first })
        const foreseen = firstExceeded(read(schedules, usage()), money(second, 'EUR'))
        const decided = move({ minor: second })
        expect(foreseen?.interval).toBe(decided?.interval)
        expect(foreseen?.remaining).toEqual(decided ? limitDetails(decided).remaining : undefined)
      }),
    )
  })
})
