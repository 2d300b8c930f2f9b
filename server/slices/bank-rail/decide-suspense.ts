import { toTypeId } from '../../../contract/ids.ts'
import { toWireMoney, type Money } from '../../../contract/money.ts'
import {
  change,
  insert,
  need,
  operatorStream,
  type Decider,
  type Decision,
  type View,
} from '../ledger/index.ts'
import { accountsOf, suspensePosting } from './decide-entry.ts'
import { incomingFact, suspenseItems } from './rows.ts'

export type SuspendCommand = {
  /** The part of an entry nobody takes. */
  partId: string
  itemId: string
  journalId: string
  amount: Money
  now: Date
}

export type SuspendOutcome = { v: 1; item: string }

/** Money that came in and nobody expects: `clearing:bank → suspense`, and an item for the finance desk. */
export const suspendDecider: Decider<SuspendCommand, SuspendOutcome> = {
  name: 'bank_rail.suspend',
  outgoing: false,
  accounts: ({ amount }) => accountsOf(amount),
  facts: ({ partId }) => [need(incomingFact, partId)],
  decide,
}

function decide(view: View, command: SuspendCommand): Decision<SuspendOutcome> {
  const { partId, itemId, journalId, amount, now } = command
  const part = view.fact(incomingFact, partId)
  if (part?.status !== 'open') return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  const item = {
    id: itemId,
    partId,
    amount,
    side: 'credit' as const,
    reason: 'unmatched' as const,
    journalId,
    createdAt: now,
  }
  return {
    kind: 'decided',
    outcome: { v: 1, item: itemId },
    effects: {
      journals: [
        {
          id: journalId,
          kind: 'bank_suspense',
          subject: itemId,
          recordedAt: now,
          postings: [suspensePosting('credit', amount)],
        },
      ],
      facts: [change(incomingFact, partId, { ...part, status: 'suspense', decidedAt: now })],
      rows: [insert(suspenseItems, item)],
      events: [
        {
          type: 'suspense_item.open',
          version: 1,
          stream: operatorStream,
          subject: itemId,
          journal: journalId,
          payload: { id: toTypeId('suspenseItem', itemId), amount: toWireMoney(amount), reason: item.reason },
          occurredAt: now,
        },
      ],
    },
  }
}
