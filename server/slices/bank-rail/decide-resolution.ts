import { toTypeId } from '../../../contract/ids.ts'
import { toWireMoney, type Money } from '../../../contract/money.ts'
import {
  change,
  fees,
  insert,
  need,
  operatorStream,
  suspense,
  type AccountRef,
  type Decider,
  type Decision,
  type Posting,
  type RowInsert,
  type View,
} from '../ledger/index.ts'
import { accountsOf, suspensePosting } from './decide-entry.ts'
import { plannedJob } from './jobs-names.ts'
import type { NewPaymentOrder } from './order.ts'
import { paymentOrders, plannedJobs, suspenseFact } from './rows.ts'
import { suspenseTransition, type Suspended, type SuspenseMove } from './suspense.ts'

/** What is to happen to money in suspense. */
export type Resolving =
  /** It is asked about once more, under the reference that was meant. */
  | { move: 'assign'; reference: string; customerId: string }
  /** It goes back to who sent it. */
  | { move: 'order_return'; order: NewPaymentOrder }
  /** The bank's charges: the operator bears them. */
  | { move: 'absorb' }
  /** What became of the payment back. */
  | { move: 'settle' | 'give_up' | 'come_back' }

export type ResolveCommand = {
  itemId: string
  amount: Money
  journalId: string
  resolving: Resolving
  now: Date
}

export type ResolveOutcome = { v: 1; item: string }

/** Charges of banks, a cost of the operator's: shown with its income, with the other sign. */
function charges({ currency }: Money): AccountRef {
  return fees('bank_charges', currency)
}

export const resolveDecider: Decider<ResolveCommand, ResolveOutcome> = {
  name: 'bank_rail.resolve_suspense',
  outgoing: false,
  accounts: ({ amount }) => [...accountsOf(amount), charges(amount)],
  facts: ({ itemId }) => [need(suspenseFact, itemId)],
  decide,
}

function decide(view: View, command: ResolveCommand): Decision<ResolveOutcome> {
  const { itemId, journalId, resolving, now } = command
  const item = view.fact(suspenseFact, itemId)
  const status = item && suspenseTransition(item.status, resolving.move)
  if (!item || !status || (resolving.move === 'absorb') !== (item.side === 'debit'))
    return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  const posting = postingOf(item, resolving.move)
  const isOut = posting !== undefined && resolving.move !== 'come_back'
  const after: Suspended = {
    ...item,
    status,
    version: item.version + 1,
    customerId: resolving.move === 'assign' ? resolving.customerId : null,
    orderId: resolving.move === 'order_return' ? resolving.order.id : orderAfter(item, resolving.move),
    resolutionJournal: isOut ? journalId : null,
    resolvedAt: isOut ? now : null,
    askAgainAs: resolving.move === 'assign' ? resolving.reference : null,
  }
  return {
    kind: 'decided',
    outcome: { v: 1, item: itemId },
    effects: {
      journals: posting
        ? [
            {
              id: journalId,
              kind: `suspense_${resolving.move}`,
              subject: itemId,
              recordedAt: now,
              postings: [posting],
            },
          ]
        : [],
      facts: [change(suspenseFact, itemId, after)],
      rows: rowsOf(resolving),
      events: [
        {
          type: `suspense_item.${status}`,
          version: 1,
          stream: operatorStream,
          subject: itemId,
          journal: posting ? journalId : null,
          payload: { id: toTypeId('suspenseItem', itemId), amount: toWireMoney(item.amount) },
          occurredAt: now,
        },
      ],
    },
  }
}

function orderAfter(item: Suspended, move: SuspenseMove): string | null {
  return move === 'settle' ? item.orderId : null
}

/** Money that is only ordered to go back lies where it was until the bank has sent it. */
function postingOf({ amount, side }: Suspended, move: SuspenseMove): Posting | undefined {
  switch (move) {
    case 'assign':
    case 'settle':
      return reversed(suspensePosting(side, amount))
    case 'absorb':
      return {
        kind: 'bank_charges',
        from: charges(amount),
        to: suspense(amount.currency),
        amount: amount.minor,
      }
    case 'come_back':
      return suspensePosting(side, amount)
    case 'order_return':
    case 'give_up':
      return undefined
  }
}

function reversed({ kind, from, to, amount }: Posting): Posting {
  return { kind, from: to, to: from, amount }
}

function rowsOf(resolving: Resolving): RowInsert[] {
  if (resolving.move === 'assign') return [insert(plannedJobs, plannedJob('ask'))]
  if (resolving.move === 'order_return') return [insert(paymentOrders, resolving.order)]
  return []
}
