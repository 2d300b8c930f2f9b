import { money, type Money } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { change, type FactChange, type View } from '../ledger/index.ts'
import { limitOf, limitUsageFact, usageKey, type LimitKey, type Schedules } from '../pricing/index.ts'
import type { Deposit } from './deposit.ts'

/**
 * A deposit uses the customer's daily limit from its opening, or two opened together could exceed it when both are
 * paid. One that ends unpaid gives back what it used, on the day it used it.
 */
export function limitKeyOf(
  { customerId, amount }: { customerId: string; amount: Money },
  day: string,
): LimitKey {
  return { customerId, operation: 'deposit_card', currency: amount.currency, day }
}

/** Gives back the use of a deposit that will not be paid. */
export function giveBack(view: View, deposit: Deposit): FactChange[] {
  if (deposit.limitDay === null) return []
  const key = usageKey(limitKeyOf(deposit, deposit.limitDay))
  const usage = view.fact(limitUsageFact, key)
  assertInvariant(
    usage !== undefined && usage.used >= deposit.amount.minor,
    `deposit ${deposit.id} would give back a limit it did not use`,
  )
  return [change(limitUsageFact, key, { ...usage, used: usage.used - deposit.amount.minor })]
}

/**
 * A payment that comes after its use was given back cannot be refused any more. It uses what is left of the day:
 * the limit is never exceeded, and nothing else fits under it today.
 */
export function useLate(view: View, schedules: Schedules, deposit: Deposit, day: string): FactChange[] {
  if (deposit.limitDay !== null) return []
  const key = limitKeyOf(deposit, day)
  const daily = limitOf(schedules.limits, key.operation, 'daily', key.currency)
  if (daily === null) return []
  const used = view.fact(limitUsageFact, usageKey(key))?.used ?? 0n
  const left = money(daily > used ? daily - used : 0n, key.currency)
  const taken = left.minor < deposit.amount.minor ? left.minor : deposit.amount.minor
  if (taken === 0n) return []
  return [change(limitUsageFact, usageKey(key), { ...key, used: used + taken, limitAmount: daily })]
}
