import type { Money } from '../../../contract/money.ts'
import type { FactChange, RowInsert, View } from '../ledger/index.ts'
import { consumeWhatFits, releaseLimits, type Charge, type LimitKey, type Schedules } from '../pricing/index.ts'
import type { Deposit } from './deposit.ts'

/**
 * A deposit uses the customer's limits from its opening, or two opened together could exceed them when both are paid.
 * One that ends unpaid gives back what it used, where it used it.
 */
export function limitKeyOf({ customerId, amount }: { customerId: string; amount: Money }): LimitKey {
  return { customerId, operation: 'deposit', currency: amount.currency }
}

type Use = { facts: FactChange[]; rows: RowInsert[] }

/** Gives back the use of a deposit that will not be paid. */
export function giveBack(view: View, deposit: Deposit): Use {
  const { id: subject, amount, limitDay: day, createdAt: at } = deposit
  if (day === null) return { facts: [], rows: [] }
  return releaseLimits(view, { ...limitKeyOf(deposit), subject, amount, at, day })
}

/**
 * A payment that comes after its use was given back cannot be refused any more. It uses what is left: no limit is ever
 * exceeded, and nothing else fits under it.
 */
export function useLate(view: View, schedules: Schedules, deposit: Deposit, charge: Charge): Use {
  return deposit.limitDay === null ? consumeWhatFits(view, schedules, charge) : { facts: [], rows: [] }
}
