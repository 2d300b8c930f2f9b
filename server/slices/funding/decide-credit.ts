import { toTypeId } from '../../../contract/ids.ts'
import { money } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { PlannedJob } from '../../platform/jobs.ts'
import {
  available,
  clearing,
  fees,
  insert,
  need,
  type Decider,
  type Decision,
  type Posting,
  type View,
} from '../ledger/index.ts'
import { needLimit, needSchedules, schedulesIn, type BusinessDay } from '../pricing/index.ts'
import { customerStatus, mayReceive } from '../wallet/index.ts'
import {
  creditOf,
  eventOf,
  feeOf,
  type Deposit,
  type Evidence,
  type NewStep,
  type PaidWith,
} from './deposit.ts'
import { writeChange } from './effects.ts'
import { chargeOf, limitKeyOf, useLate } from './limit-use.ts'
import { chargedFees, feeKind } from './price.ts'
import type { Means, Paid } from './rails/rail.ts'
import { railKindOf } from './rails/rails.ts'
import { depositFact, plannedJobs, railEffects } from './rows.ts'
import { expectedBy } from './schedule.ts'
import { transition } from './states.ts'

/** A payment the counterparty was asked about and says it has collected. */
export type CreditCommand = {
  seen: Deposit
  reference: string
  paid: Paid
  /** What it was paid with, where the counterparty says so. */
  means: Means | null
  /** Keeps the means for the next time, where the customer asked for it. */
  keep: PlannedJob | null
  evidence: Evidence
  journalId: string
  today: BusinessDay
  now: Date
}

export type CreditOutcome = { v: 1; deposit: string; journal: string }

/**
 * Puts a collected payment into the wallet: all of it from the counterparty's clearing account, each fee line on
 * from there. Refused where the deposit is credited already or the customer may not receive.
 */
export const creditDecider: Decider<CreditCommand, CreditOutcome> = {
  name: 'deposit.credit',
  outgoing: false,
  accounts: ({ seen }) => accountsOf(seen),
  facts: ({ seen }) => [
    need(depositFact, seen.id),
    need(customerStatus, seen.customerId),
    needSchedules(),
    needLimit(limitKeyOf(seen)),
  ],
  decide,
}

function decide(view: View, command: CreditCommand): Decision<CreditOutcome> {
  const { seen, paid, journalId, now } = command
  const before = view.fact(depositFact, seen.id)
  const customer = view.fact(customerStatus, seen.customerId)
  const schedules = schedulesIn(view, now)
  assertInvariant(before !== undefined, `deposit ${seen.id} does not exist`)
  assertInvariant(customer !== undefined, `deposit ${seen.id} has no customer`)
  const { currency } = before.amount
  const isSent = before.method === 'bank_transfer'
  assertInvariant(
    paid.currency === currency && paid.refunded === 0n && (isSent || paid.amount === before.amount.minor),
    `deposit ${seen.id} would be credited with what was not collected`,
  )
  const status = transition(before.status, 'credit')
  if (status === undefined || before.refund !== null)
    return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  if (!mayReceive(customer, now)) return { kind: 'refused', refusal: { code: 'account_restricted' } }

  const amount = money(paid.amount, currency)
  const lines = chargedFees({ deposit: before, amount, means: command.means, schedules, customer, now })
  const after: Deposit = {
    ...before,
    amount,
    fees: lines,
    paidWith: command.means && paidWithOf(command.means),
    status,
    statusReason: null,
    reference: before.reference ?? command.reference,
    paymentReference: paid.payment,
    pageUrl: null,
    journalId,
    expectedBy: expectedBy(status, before, now),
    updatedAt: now,
  }
  const balanceAfter = view.balance(available(before.customerId, currency)) + creditOf(after).minor
  const lowered = feeOf(after).minor < feeOf(before).minor
  const { deposit, facts, rows } = writeChange(before, after, stepsOf(command, lowered), balanceAfter)
  const { provider, id: depositId } = deposit
  const charge = chargeOf(after, { customer, lines, today: command.today, now })
  const late = useLate(view, schedules, before, charge)
  return {
    kind: 'decided',
    outcome: { v: 1, deposit: depositId, journal: journalId },
    effects: {
      journals: [
        {
          id: journalId,
          kind: 'deposit',
          subject: depositId,
          recordedAt: now,
          postings: postingsOf(deposit),
        },
      ],
      facts: [...facts, ...late.facts],
      rows: [
        ...rows,
        ...late.rows,
        ...(command.keep ? [insert(plannedJobs, command.keep)] : []),
        insert(railEffects, {
          provider,
          object: paid.payment,
          effect: 'credit',
          depositId,
          journalId,
          recordedAt: now,
        }),
      ],
      events: [eventOf(deposit, status, journalId)],
    },
  }
}

function stepsOf({ evidence, journalId }: CreditCommand, lowered: boolean): NewStep[] {
  const journal: Evidence = { kind: 'journal', reference: toTypeId('journal', journalId) }
  return [
    { text: 'deposit_confirmed', reason: null, evidence },
    ...(lowered ? [{ text: 'deposit_fee_lowered' as const, reason: 'other_card', evidence }] : []),
    { text: 'deposit_credited', reason: null, evidence: journal },
  ]
}

function paidWithOf({ kind, label, funding }: Means): PaidWith {
  return { kind, label, funding }
}

/** Every account a deposit's credit touches, whichever of the promised fees is charged. */
export function accountsOf({ customerId, method, fees: lines, otherFees, amount: { currency } }: Deposit) {
  // The price of a transfer of another amount than announced is found out only in the decision.
  const unforeseen = method === 'bank_transfer' ? [feeKind] : []
  const kinds = new Set([...unforeseen, ...[...lines, ...(otherFees ?? [])].map(line => line.kind)])
  return [
    clearing(railKindOf(method), currency),
    available(customerId, currency),
    ...Array.from(kinds, kind => fees(kind, currency)),
  ]
}

/** What the credit of a deposit posts; a reversal posts the mirror of it. */
export function postingsOf({ customerId, method, fees: lines, amount }: Deposit): Posting[] {
  const wallet = available(customerId, amount.currency)
  return [
    {
      kind: 'principal',
      from: clearing(railKindOf(method), amount.currency),
      to: wallet,
      amount: amount.minor,
    },
    ...lines.map(line => ({
      kind: 'fee',
      from: wallet,
      to: fees(line.kind, amount.currency),
      amount: line.amount.minor,
    })),
  ]
}
