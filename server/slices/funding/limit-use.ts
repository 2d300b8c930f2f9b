import type { Money } from '../../../contract/money.ts'
import type { FactChange, RowInsert, View } from '../ledger/index.ts'
import {
  consumeWhatFits,
  releaseLimits,
  type BusinessDay,
  type Charge,
  type FeeLine,
  type LimitKey,
  type Schedules,
} from '../pricing/index.ts'
import type { CustomerFacts } from '../wallet/index.ts'
import type { Deposit } from './deposit.ts'
import { feeKind } from './price.ts'

/**
 * A deposit uses the customer's limits from its opening, or two opened together could exceed them when both are paid.
 * One that ends unpaid gives back what it used, at the time it used it.
 */
export function limitKeyOf({ customerId, amount }: { customerId: string; amount: Money }): LimitKey {
  return { customerId, operation: feeKind, currency: amount.currency }
}

/** A deposit as its limits and its price see it. */
export function chargeOf(
  deposit: Pick<Deposit, 'id' | 'customerId' | 'method' | 'amount'>,
  {
    customer,
    lines,
    today,
    now,
  }: {
    customer: Pick<CustomerFacts, 'level' | 'region'>
    lines: readonly FeeLine[]
    today: BusinessDay
    now: Date
  },
): Charge {
  return {
    subject: deposit.id,
    customerId: deposit.customerId,
    operation: feeKind,
    method: deposit.method,
    payerRegion: customer.region,
    payeeRegion: customer.region,
    level: customer.level,
    amount: deposit.amount,
    lines,
    today,
    at: now,
  }
}

type Effect = { facts: FactChange[]; rows: RowInsert[] }

/** Gives back the use of a deposit that will not be paid. */
export function giveBackUse(view: View, deposit: Deposit): Effect {
  const { id: subject, limitDay: day, createdAt: at, amount } = deposit
  if (day === null) return { facts: [], rows: [] }
  return releaseLimits(view, { ...limitKeyOf(deposit), subject, amount, at, day })
}

/**
 * A payment that comes when nothing is counted for it (its use was given back, or it was sent from a bank unasked)
 * cannot be refused any more. It uses what is left: no limit is exceeded, and nothing else fits under it.
 */
export function useLate(view: View, schedules: Schedules, deposit: Deposit, charge: Charge): Effect {
  return deposit.limitDay === null ? consumeWhatFits(view, schedules, charge) : { facts: [], rows: [] }
}
