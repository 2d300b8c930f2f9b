import { limitIntervals, type ChargedOperation, type LimitInterval } from '../../../contract/charges.ts'
import type { CustomerLevel } from '../../../contract/levels.ts'
import { money, toWireMoney, type Currency, type WireMoney } from '../../../contract/money.ts'
import type { BusinessDay } from './business-day.ts'
import { usageKey } from './limits.ts'
import { limitOf, type LimitSchedule } from './schedules.ts'
import { nothingUsed, resetsAt, usageAt, usedOf, type LimitUsage } from './usage.ts'

export type WireLimit = {
  operation: ChargedOperation
  interval: LimitInterval
  limit: WireMoney
  used: WireMoney
  remaining: WireMoney
  resets_at: string | null
}

/** A customer's limits as they may read them; all operations where none is named. */
export type ReadLimits = (asked: {
  customerId: string
  currencies: readonly Currency[]
  now: Date
  operations?: readonly ChargedOperation[]
}) => Promise<WireLimit[]>

export type LimitsQuestion = {
  schedule: LimitSchedule
  usage: ReadonlyMap<string, LimitUsage>
  customerId: string
  level: CustomerLevel
  currency: Currency
  today: BusinessDay
  now: Date
  operations: readonly ChargedOperation[]
}

/** The limits of a customer in one currency as they read them: used, remaining, when they reset. */
export function presentLimits(asked: LimitsQuestion): WireLimit[] {
  return asked.operations.flatMap(operation => {
    const usage = usageOf(asked, operation)
    return limitIntervals.flatMap((interval): WireLimit[] => {
      const limit = limitOf(asked.schedule, {
        operation,
        interval,
        level: asked.level,
        currency: asked.currency,
      })
      return limit === null ? [] : [presentLimit(asked, usage, interval, limit)]
    })
  })
}

function usageOf(
  { usage, customerId, currency, today, now }: LimitsQuestion,
  operation: ChargedOperation,
): LimitUsage {
  const key = { customerId, operation, currency }
  const stored = usage.get(usageKey(key))
  return stored ? usageAt(stored, today, now) : nothingUsed(key, today)
}

function presentLimit(
  { currency, today, now }: LimitsQuestion,
  usage: LimitUsage,
  interval: LimitInterval,
  limit: bigint,
): WireLimit {
  const used = interval === 'transaction' ? 0n : usedOf(usage, interval)
  const wire = (minor: bigint): WireMoney => toWireMoney(money(minor, currency))
  return {
    operation: usage.operation,
    interval,
    limit: wire(limit),
    used: wire(used),
    remaining: wire(used >= limit ? 0n : limit - used),
    resets_at:
      interval === 'transaction' ? null : (resetsAt(usage, interval, { today, now })?.toISOString() ?? null),
  }
}
