import type { ChargedOperation, LimitInterval } from '../../../contract/charges.ts'
import { exponentOf, money, parseAmount, toWireMoney, type Money } from '../../../contract/money.ts'
import {
  change,
  insert,
  need,
  type FactChange,
  type FactRequest,
  type RowInsert,
  type View,
} from '../ledger/index.ts'
import type { BusinessDay } from './business-day.ts'
import { chargeRows, type ChargeEntry, type ChargeRow } from './charge-rows.ts'
import { limitUsageFact } from './facts.ts'
import { sumOf, type ChargeQuestion, type FeeLine } from './fees.ts'
import type { WireLimit } from './present-limits.ts'
import { limitOf, type LimitSchedule, type Schedules } from './schedules.ts'
import {
  countedIntervals,
  fitsFrom,
  nothingUsed,
  resetsAt,
  usageAt,
  usedOf,
  withoutUse,
  withUse,
  type CountedInterval,
  type LimitUsage,
} from './usage.ts'

/** Whose use of the limits of which operation in which currency. */
export type LimitKey = {
  customerId: string
  operation: ChargedOperation
  currency: Money['currency']
}

export function usageKey({ customerId, operation, currency }: LimitKey): string {
  return `${customerId}/${operation}/${currency}`
}

/** The fact a decider must name to consume limits; guarded by the lock on that customer's balance. */
export function needLimit(key: LimitKey): FactRequest {
  return need(limitUsageFact, usageKey(key))
}

export type LimitExceeded = {
  interval: LimitInterval
  limit: Money
  remaining: Money
  /** When the amount may fit; null for the limit on a single transaction, under which it never does. */
  resetsAt: Date | null
}

/** A movement that is priced and counts against its customer's limits. */
export type Charge = ChargeQuestion & {
  /** The transfer, deposit, withdrawal: counted once each. */
  subject: string
  customerId: string
  /** As `feesFor` gave them for this very question. */
  lines: readonly FeeLine[]
  today: BusinessDay
}

export type Consumed =
  | { exceeded: LimitExceeded }
  | { exceeded: null; facts: FactChange[]; rows: RowInsert[] }

function keyOf({ customerId, operation, amount: { currency } }: Charge): LimitKey {
  return { customerId, operation, currency }
}

function usageNow(view: View, charge: Charge): LimitUsage {
  const stored = view.fact(limitUsageFact, usageKey(keyOf(charge)))
  return stored ? usageAt(stored, charge.today, charge.at) : nothingUsed(keyOf(charge), charge.today)
}

/**
 * Checks a movement against every limit of its customer and says what is to be written when it passes. Part of a pure
 * decision: the usage is as locked with the customer's balance, and consumed in the same transaction as the posting.
 * The row it adds names the versions of both schedules the decision went by.
 */
export function consumeLimits(view: View, schedules: Schedules, charge: Charge): Consumed {
  const before = usageNow(view, charge)
  const exceeded = exceededBy(schedules.limits, before, charge)
  if (exceeded) return { exceeded }
  return {
    exceeded: null,
    ...written(schedules, charge, 'use', withUse(before, charge.amount.minor, charge.at)),
  }
}

/**
 * Counts what happened without being asked (a payment that came after its use was given back) as far as it fits: no
 * limit is ever exceeded, and nothing else fits under it.
 */
export function consumeWhatFits(
  view: View,
  schedules: Schedules,
  charge: Charge,
): { facts: FactChange[]; rows: RowInsert[] } {
  const before = usageNow(view, charge)
  const limits = limitsFor(schedules.limits, charge)
  let fits = charge.amount.minor
  for (const interval of countedIntervals) {
    const limit = limits[interval]
    if (limit === undefined) continue
    const used = usedOf(before, interval)
    const left = used >= limit ? 0n : limit - used
    if (left < fits) fits = left
  }
  if (fits === 0n) return { facts: [], rows: [] }
  const taken = { ...charge, amount: money(fits, charge.amount.currency) }
  return written(schedules, taken, 'late_use', withUse(before, fits, charge.at))
}

/** What was counted at `at`, in the operator's day `day`. */
export type Release = LimitKey & { subject: string; amount: Money; at: Date; day: string }

/** Gives back the use of a movement that did not come about, on the day and at the time it was counted. */
export function releaseLimits(view: View, used: Release): { facts: FactChange[]; rows: RowInsert[] } {
  const key = usageKey(used)
  const before = view.fact(limitUsageFact, key)
  if (!before) throw new Error(`${used.operation} ${used.subject} would give back a limit it did not use`)
  const after = withoutUse(before, used.amount.minor, used)
  return {
    facts: [change(limitUsageFact, key, after)],
    rows: [insert(chargeRows, releaseRow(used))],
  }
}

function limitsFor(
  schedule: Pick<LimitSchedule, 'rules'>,
  charge: Charge,
): Partial<Record<CountedInterval, bigint>> {
  const { operation, level, amount } = charge
  const limits: Partial<Record<CountedInterval, bigint>> = {}
  for (const interval of countedIntervals) {
    const limit = limitOf(schedule, { operation, interval, level, currency: amount.currency })
    if (limit !== null) limits[interval] = limit
  }
  return limits
}

/** The first limit a movement would exceed, the narrowest interval first; pure, also for what is only replayed. */
export function exceededBy(
  schedule: Pick<LimitSchedule, 'rules'>,
  usage: LimitUsage,
  charge: Charge,
): LimitExceeded | undefined {
  const { operation, level, amount, today, at } = charge
  const { minor, currency } = amount
  const single = limitOf(schedule, { operation, interval: 'transaction', level, currency })
  if (single !== null && minor > single) {
    const limit = money(single, currency)
    return { interval: 'transaction', limit, remaining: limit, resetsAt: null }
  }
  const limits = limitsFor(schedule, charge)
  for (const interval of countedIntervals) {
    const limit = limits[interval]
    const used = usedOf(usage, interval)
    if (limit === undefined || used + minor <= limit) continue
    return {
      interval,
      limit: money(limit, currency),
      remaining: money(used >= limit ? 0n : limit - used, currency),
      resetsAt:
        interval === 'rolling_24h'
          ? fitsFrom(usage, { amount: minor, limit, now: at })
          : resetsAt(usage, interval, { today, now: at }),
    }
  }
  return undefined
}

function written(
  schedules: Schedules,
  charge: Charge,
  entry: ChargeEntry,
  usage: LimitUsage,
): { facts: FactChange[]; rows: RowInsert[] } {
  const limits = limitsFor(schedules.limits, charge)
  const after: LimitUsage = { ...usage, limits }
  const row: ChargeRow = {
    ...charge,
    entry,
    fee: sumOf(charge.lines, charge.amount.currency),
    feeVersion: schedules.fees.version,
    limitVersion: schedules.limits.version,
    day: after.day,
    limits,
  }
  return {
    facts: [change(limitUsageFact, usageKey(keyOf(charge)), after)],
    rows: [insert(chargeRows, row)],
  }
}

function releaseRow({ subject, customerId, operation, amount, at, day }: Release): ChargeRow {
  return {
    subject,
    entry: 'release',
    customerId,
    operation,
    amount,
    day,
    at,
    method: null,
    payerRegion: null,
    payeeRegion: null,
    level: null,
    fee: money(0n, amount.currency),
    feeVersion: null,
    limitVersion: null,
    limits: {},
  }
}

/**
 * The facts of a `limit_exceeded`, as answered and stored. A limit for one payment is never used up, so that nothing of
 * it is left and it does not start anew.
 */
export type LimitDetails = {
  interval: string
  limit: { value: string; currency: string }
  remaining: { value: string; currency: string } | null
  resets_at: string | null
}

export function limitDetails({ interval, limit, remaining, resetsAt }: LimitExceeded): LimitDetails {
  return detailsOf({
    interval,
    limit: toWireMoney(limit),
    remaining: toWireMoney(remaining),
    resets_at: resetsAt?.toISOString() ?? null,
  })
}

function detailsOf({ interval, limit, remaining, resets_at }: LimitDetails): LimitDetails {
  return { interval, limit, remaining: interval === 'transaction' ? null : remaining, resets_at }
}

/** The facts of the first limit an amount would exceed; for previews, which bind nobody. */
export function firstExceeded(limits: readonly WireLimit[], amount: Money): LimitDetails | undefined {
  const exceeded = limits.find(({ remaining }) => {
    const left = parseAmount(remaining.value, exponentOf(remaining.currency))
    return typeof left === 'bigint' && amount.minor > left
  })
  return exceeded && detailsOf(exceeded)
}

/** `firstExceeded` as what stands in the way of an order. */
export function limitObstacle(
  limits: readonly WireLimit[],
  amount: Money,
): { code: 'limit_exceeded'; details: LimitDetails } | undefined {
  const details = firstExceeded(limits, amount)
  return details && { code: 'limit_exceeded', details }
}
