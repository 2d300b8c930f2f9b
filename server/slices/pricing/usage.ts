import type { ChargedOperation, LimitInterval } from '../../../contract/charges.ts'
import type { Currency } from '../../../contract/money.ts'
import { weekOf, monthOf, type BusinessDay } from './business-day.ts'

/** Intervals over which amounts add up; `transaction` bounds each by itself. */
export type CountedInterval = Exclude<LimitInterval, 'transaction'>
export const countedIntervals = [
  'daily',
  'weekly',
  'monthly',
  'rolling_24h',
] as const satisfies readonly CountedInterval[]

/** Minor units moved in one quarter of an hour, which begins at `start` (milliseconds since 1970). */
export type Slot = { start: number; used: bigint }

/**
 * What a customer has moved by one operation in one currency: one row, whatever the intervals. Sums are of the day
 * `day`, of its week and of its month; slots are of the last 24 hours. All of them count every movement, whether there
 * is a limit or not, so that a new limit counts what was moved before it. `limits` are those of the last use, and the
 * table checks each sum against its own.
 */
export type LimitUsage = {
  customerId: string
  operation: ChargedOperation
  currency: Currency
  day: string
  daily: bigint
  weekly: bigint
  monthly: bigint
  /** What the slots that still counted at the last use add up to. */
  rolling: bigint
  slots: readonly Slot[]
  limits: Readonly<Partial<Record<CountedInterval, bigint>>>
}

export const slotMs = 15 * 60_000
const rollingMs = 24 * 60 * 60_000
/** Slots are kept this much longer than they count, for commands that are decided after later ones. */
const latenessMs = 60 * 60_000

/** When what was moved in a slot no longer counts: 24 hours after its end, so never earlier than 24 hours after the movement. */
function leavesAt({ start }: Slot): number {
  return start + slotMs + rollingMs
}

function slotOf(at: Date): number {
  return at.getTime() - (at.getTime() % slotMs)
}

/**
 * The usage as it counts at `now`; `rolling` and the sums are of that moment. Periods that are over count nothing any more. A command a moment older than the last
 * one (another process gave it, before midnight) counts in the period of the last one: what was opened is never closed.
 */
export function usageAt(stored: LimitUsage, today: BusinessDay, now: Date): LimitUsage {
  const day = stored.day > today.day ? stored.day : today.day
  return {
    ...stored,
    day,
    daily: stored.day === day ? stored.daily : 0n,
    weekly: weekOf(stored.day) === weekOf(day) ? stored.weekly : 0n,
    monthly: monthOf(stored.day) === monthOf(day) ? stored.monthly : 0n,
    rolling: totalOf(countingAt(stored.slots, now)),
    slots: stored.slots.filter(slot => leavesAt(slot) > now.getTime() - latenessMs),
  }
}

function countingAt(slots: readonly Slot[], now: Date): Slot[] {
  return slots.filter(slot => leavesAt(slot) > now.getTime())
}

function totalOf(slots: readonly Slot[]): bigint {
  return slots.reduce((sum, slot) => sum + slot.used, 0n)
}

export function nothingUsed(
  key: Pick<LimitUsage, 'customerId' | 'operation' | 'currency'>,
  today: BusinessDay,
): LimitUsage {
  const { customerId, operation, currency } = key
  return {
    customerId,
    operation,
    currency,
    day: today.day,
    daily: 0n,
    weekly: 0n,
    monthly: 0n,
    rolling: 0n,
    slots: [],
    limits: {},
  }
}

export function usedOf(usage: LimitUsage, interval: CountedInterval): bigint {
  return interval === 'rolling_24h' ? usage.rolling : usage[interval]
}

/** `amount` more, moved at `at`. */
export function withUse(usage: LimitUsage, amount: bigint, at: Date): LimitUsage {
  const start = slotOf(at)
  const others = usage.slots.filter(slot => slot.start !== start)
  const before = usage.slots.find(slot => slot.start === start)?.used ?? 0n
  return {
    ...usage,
    daily: usage.daily + amount,
    weekly: usage.weekly + amount,
    monthly: usage.monthly + amount,
    rolling: usage.rolling + amount,
    slots: [...others, { start, used: before + amount }].toSorted((one, other) => one.start - other.start),
  }
}

/** Takes back `amount` of what was moved at `at`, on the day `day`, wherever it still counts. */
export function withoutUse(
  usage: LimitUsage,
  amount: bigint,
  { at, day }: { at: Date; day: string },
): LimitUsage {
  const start = slotOf(at)
  const slots = usage.slots
    .map(slot => (slot.start === start ? { start, used: slot.used - amount } : slot))
    .filter(slot => slot.used !== 0n)
  const total = totalOf(slots)
  return {
    ...usage,
    daily: usage.day === day ? usage.daily - amount : usage.daily,
    weekly: weekOf(usage.day) === weekOf(day) ? usage.weekly - amount : usage.weekly,
    monthly: monthOf(usage.day) === monthOf(day) ? usage.monthly - amount : usage.monthly,
    rolling: total < usage.rolling ? total : usage.rolling,
    slots,
  }
}

/** When a limit starts anew; for the rolling one, when the first of what counts leaves it. Null where nothing counts. */
export function resetsAt(
  usage: LimitUsage,
  interval: CountedInterval,
  { today, now }: { today: BusinessDay; now: Date },
): Date | null {
  switch (interval) {
    case 'daily':
      return today.endsAt
    case 'weekly':
      return today.weekEndsAt
    case 'monthly':
      return today.monthEndsAt
    case 'rolling_24h': {
      const [first] = countingAt(usage.slots, now)
      return first ? new Date(leavesAt(first)) : null
    }
  }
}

/** From when on `amount` fits under a rolling limit if nothing else is moved; null where it never does. */
export function fitsFrom(
  usage: LimitUsage,
  { amount, limit, now }: { amount: bigint; limit: bigint; now: Date },
): Date | null {
  if (amount > limit) return null
  let used = usage.rolling
  for (const slot of countingAt(usage.slots, now)) {
    used -= slot.used
    if (used + amount <= limit) return new Date(leavesAt(slot))
  }
  return null
}
