import { bankReasonOf } from '../../../contract/bank-reasons.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { BankEvidence, BankReason } from '../bank-rail/index.ts'
import { available, clearing, insert, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import { transactionRecords } from '../wallet/index.ts'
import { writeChange } from './effects.ts'
import { transferFact } from './rows.ts'
import { transition } from './states.ts'
import {
  bankEvidence,
  eventOf,
  journalEvidence,
  returnRecordOf,
  type NewStep,
  type Transfer,
} from './transfer.ts'

/** What had left came back from the recipient's bank. */
export type ReturnCommand = {
  seen: Transfer
  reason: BankReason
  evidence: BankEvidence
  journalId: string
  /** Of the record of what comes in. */
  incomingId: string
  now: Date
}

export type ReturnOutcome = { v: 1; transfer_abroad: string }

/**
 * Puts what came back into the wallet, in the currency it came in: the exchange was made and stands, and nobody wins or
 * loses by how rates moved in the weeks between (decision 0104). Also into the wallet of somebody who may not receive
 * now: it is their own money, and there is no other place for it.
 */
export const returnDecider: Decider<ReturnCommand, ReturnOutcome> = {
  name: 'transfer_abroad.return',
  outgoing: false,
  accounts: ({ seen: { customerId, quote } }) => [
    available(customerId, quote.total.currency),
    available(customerId, quote.receive.currency),
    clearing('bank', quote.receive.currency),
  ],
  facts: ({ seen }) => [need(transferFact, seen.id)],
  decide,
}

function decide(view: View, command: ReturnCommand): Decision<ReturnOutcome> {
  const { seen, reason, evidence, journalId, now } = command
  const before = view.fact(transferFact, seen.id)
  assertInvariant(before !== undefined, `transfer abroad ${seen.id} does not exist`)
  const status = transition(before.status, 'return')
  if (status === undefined) return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  const { receive } = before.quote
  const word = bankReasonOf(reason.code)
  const after: Transfer = {
    ...before,
    status,
    statusReason: word,
    bankReason: reason,
    returnJournalId: journalId,
    expectedBy: null,
    updatedAt: now,
  }
  const steps: NewStep[] = [
    { text: 'abroad_came_back', reason: word, evidence: bankEvidence(evidence) },
    { text: 'abroad_credited', reason: null, evidence: journalEvidence(journalId) },
  ]
  const wallet = available(before.customerId, receive.currency)
  const { transfer, facts, rows } = writeChange(before, after, steps)
  const credited = view.balance(wallet) + receive.minor
  return {
    kind: 'decided',
    outcome: { v: 1, transfer_abroad: before.id },
    effects: {
      journals: [
        {
          id: journalId,
          kind: 'transfer_abroad.returned',
          subject: before.id,
          recordedAt: now,
          postings: [
            {
              kind: 'return',
              from: clearing('bank', receive.currency),
              to: wallet,
              amount: receive.minor,
            },
          ],
        },
      ],
      facts,
      rows: [...rows, insert(transactionRecords, returnRecordOf(transfer, command.incomingId, credited))],
      events: [eventOf(transfer, status, journalId)],
    },
  }
}
