import { toTypeId } from '../../../contract/ids.ts'
import { assertInvariant } from '../../platform/errors.ts'
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
import { chargeOf } from './charge.ts'
import { creditOf, eventOf, type Deposit, type Evidence, type NewStep } from './deposit.ts'
import { writeChange } from './effects.ts'
import { limitKeyOf, useLate } from './limit-use.ts'
import type { Paid } from './rails/rail.ts'
import { depositFact, railEffects } from './rows.ts'
import { expectedBy } from './schedule.ts'
import { transition } from './states.ts'

/** A payment the counterparty was asked about and says it has collected. */
export type CreditCommand = {
  seen: Deposit
  reference: string
  paid: Paid
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
  const { minor, currency } = before.amount
  assertInvariant(
    paid.amount === minor && paid.currency === currency && paid.refunded === 0n,
    `deposit ${seen.id} would be credited with what was not collected`,
  )
  const status = transition(before.status, 'credit')
  if (status === undefined) return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  if (!mayReceive(customer, now)) return { kind: 'refused', refusal: { code: 'account_restricted' } }

  const after: Deposit = {
    ...before,
    status,
    statusReason: null,
    reference: before.reference ?? command.reference,
    paymentReference: paid.payment,
    pageUrl: null,
    journalId,
    expectedBy: expectedBy(status, before, now),
    updatedAt: now,
  }
  const balanceAfter = view.balance(available(before.customerId, currency)) + creditOf(before).minor
  const { deposit, facts, rows } = writeChange(before, after, stepsOf(command), balanceAfter)
  const { provider, id: depositId } = deposit
  const late = useLate(view, schedules, before, {
    ...chargeOf(customer, { amount: before.amount, now }),
    subject: before.id,
    customerId: before.customerId,
    lines: before.fees,
    today: command.today,
  })
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

function stepsOf({ evidence, journalId }: CreditCommand): NewStep[] {
  const journal: Evidence = { kind: 'journal', reference: toTypeId('journal', journalId) }
  return [
    { text: 'deposit_confirmed', reason: null, evidence },
    { text: 'deposit_credited', reason: null, evidence: journal },
  ]
}

/** Every account a deposit's credit touches. */
export function accountsOf({ customerId, method, fees: lines, amount: { currency } }: Deposit) {
  return [
    clearing(method, currency),
    available(customerId, currency),
    ...lines.map(line => fees(line.kind, currency)),
  ]
}

/** What the credit of a deposit posts; a reversal posts the mirror of it. */
export function postingsOf({ customerId, method, fees: lines, amount }: Deposit): Posting[] {
  const wallet = available(customerId, amount.currency)
  return [
    { kind: 'principal', from: clearing(method, amount.currency), to: wallet, amount: amount.minor },
    ...lines.map(line => ({
      kind: 'fee',
      from: wallet,
      to: fees(line.kind, amount.currency),
      amount: line.amount.minor,
    })),
  ]
}
