import { assertInvariant } from '../../platform/errors.ts'
import type { NewEvent } from '../../platform/outbox.ts'
import {
  available,
  resolving,
  type FactChange,
  type JournalDraft,
  type RowInsert,
  type View,
} from '../ledger/index.ts'
import { releaseLimits, type LimitKey } from '../pricing/index.ts'
import { totalOf, type Withdrawal } from './withdrawal.ts'

export function limitKeyOf({ customerId, amount }: Pick<Withdrawal, 'customerId' | 'amount'>): LimitKey {
  return { customerId, operation: 'withdrawal', currency: amount.currency }
}

type Released = {
  journals: readonly JournalDraft[]
  facts: FactChange[]
  rows: RowInsert[]
  events: readonly NewEvent[]
  /** What the customer can spend afterwards, in minor units. */
  balanceAfter: bigint
}

/** Gives back what a withdrawal set aside, fees included, and what it used of the limits: it did not come about. */
export function release(
  view: View,
  withdrawal: Withdrawal,
  { journalId, now }: { journalId: string; now: Date },
): Released {
  const { id, customerId: owner, amount, limitDay, createdAt } = withdrawal
  assertInvariant(limitDay !== null, `withdrawal ${id} was counted against the limits of no day`)
  const { currency } = amount
  const resolved = resolving(view, { holdId: id, journalId, owner, currency, now }, { kind: 'release' }, [])
  assertInvariant(!('refusal' in resolved), `the hold of withdrawal ${id} is not active any more`)
  const limits = releaseLimits(view, {
    ...limitKeyOf(withdrawal),
    subject: id,
    amount,
    at: createdAt,
    day: limitDay,
  })
  const { journals = [], facts = [], events = [] } = resolved.effects
  return {
    journals,
    facts: [...facts, ...limits.facts],
    rows: limits.rows,
    events,
    balanceAfter: view.balance(available(owner, currency)) + totalOf(withdrawal).minor,
  }
}
