import { limitIntervals, type ChargedOperation, type LimitInterval } from '../../../contract/api/pricing.ts'
import { money, toWireMoney, type Currency, type WireMoney } from '../../../contract/money.ts'
import type { BusinessDay } from './business-day.ts'
import { usageKey } from './limits.ts'
import type { LimitUsage } from './queries.ts'
import { limitOf, type LimitSchedule } from './schedules.ts'

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

/** The limits of a customer in one currency as they read them: used, remaining, when they reset. */
export function presentLimits(options: {
  schedule: LimitSchedule
  usage: ReadonlyMap<string, LimitUsage>
  customerId: string
  currency: Currency
  today: BusinessDay
  operations: readonly ChargedOperation[]
}): WireLimit[] {
  const { schedule, usage, customerId, currency, today, operations } = options
  return operations.flatMap(operation =>
    limitIntervals.flatMap((interval): WireLimit[] => {
      const limit = limitOf(schedule, operation, interval, currency)
      if (limit === null) return []
      const key = usageKey({ customerId, operation, currency, day: today.day })
      const used = interval === 'daily' ? (usage.get(key)?.used ?? 0n) : 0n
      const wire = (minor: bigint): WireMoney => toWireMoney(money(minor, currency))
      return [
        {
          operation,
          interval,
          limit: wire(limit),
          used: wire(used),
          remaining: wire(used >= limit ? 0n : limit - used),
          resets_at: interval === 'daily' ? today.endsAt.toISOString() : null,
        },
      ]
    }),
  )
}
