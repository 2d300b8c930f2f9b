import type { ChargedOperation, LimitInterval } from '../../../contract/api/pricing.ts'
import { exponentOf, money, parseAmount, toWireMoney, type Money } from '../../../contract/money.ts'
import { change, need, type FactChange, type FactRequest, type View } from '../ledger/index.ts'
import type { LimitUsage } from './queries.ts'
import { limitUsageFact } from './facts.ts'
import type { WireLimit } from './present-limits.ts'
import { limitOf, type LimitSchedule } from './schedules.ts'

/** Whose use of which limit on which day. */
export type LimitKey = {
  customerId: string
  operation: ChargedOperation
  currency: Money['currency']
  day: string
}

export function usageKey({ customerId, operation, currency, day }: LimitKey): string {
  return `${customerId}/${operation}/${currency}/${day}`
}

/** The fact a decider must name to consume a limit. */
export function needLimit(key: LimitKey): FactRequest {
  return need(limitUsageFact, usageKey(key))
}

export type LimitExceeded = {
  interval: LimitInterval
  limit: Money
  remaining: Money
  /** When the limit starts anew; null for the limit on a single transaction. */
  resetsAt: Date | null
}

/**
 * Checks an amount against the limits and says what is to be written when it passes. Part of a pure decision:
 * the usage is as locked with the customer's balance, and consumed in the same transaction as the posting.
 */
export function consumeLimit(
  view: View,
  schedule: LimitSchedule,
  key: LimitKey,
  amount: Money,
  resetsAt: Date,
): { exceeded: LimitExceeded } | { exceeded: null; changes: FactChange[] } {
  const single = limitOf(schedule, key.operation, 'transaction', key.currency)
  if (single !== null && amount.minor > single) {
    const limit = money(single, key.currency)
    return { exceeded: { interval: 'transaction', limit, remaining: limit, resetsAt: null } }
  }
  const daily = limitOf(schedule, key.operation, 'daily', key.currency)
  if (daily === null) return { exceeded: null, changes: [] }
  const used = view.fact(limitUsageFact, usageKey(key))?.used ?? 0n
  if (used + amount.minor > daily) {
    const remaining = money(used >= daily ? 0n : daily - used, key.currency)
    return { exceeded: { interval: 'daily', limit: money(daily, key.currency), remaining, resetsAt } }
  }
  const next: LimitUsage = { ...key, used: used + amount.minor, limitAmount: daily }
  return { exceeded: null, changes: [change(limitUsageFact, usageKey(key), next)] }
}

/** The facts of a `limit_exceeded`, as answered and stored. */
export function limitDetails(exceeded: LimitExceeded): {
  interval: string
  limit: { value: string; currency: string }
  remaining: { value: string; currency: string }
  resets_at: string | null
} {
  return {
    interval: exceeded.interval,
    limit: toWireMoney(exceeded.limit),
    remaining: toWireMoney(exceeded.remaining),
    resets_at: exceeded.resetsAt?.toISOString() ?? null,
  }
}

/** The first limit an amount would exceed, as presented; for previews, which bind nobody. */
export function firstExceeded(limits: readonly WireLimit[], amount: Money): WireLimit | undefined {
  return limits.find(({ remaining }) => {
    const left = parseAmount(remaining.value, exponentOf(remaining.currency))
    return typeof left === 'bigint' && amount.minor > left
  })
}
