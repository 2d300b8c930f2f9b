import { toTypeId } from '../../../contract/ids.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { paymentOrders, type Creditor, type Payee } from '../bank-rail/index.ts'
import {
  available,
  holdFact,
  insert,
  need,
  placing,
  reserved,
  untilItsObjectEnds,
  type Decider,
  type Decision,
  type FactChange,
  type RowInsert,
  type View,
} from '../ledger/index.ts'
import { isUsable, paymentMethodFact, type PaymentMethod } from '../payment-methods/index.ts'
import {
  consumeLimits,
  feesFor,
  limitDetails,
  needLimit,
  needSchedules,
  schedulesIn,
  sumOf,
  type BusinessDay,
  type Charge,
  type FeeLine,
  type Schedules,
} from '../pricing/index.ts'
import {
  customerStatus,
  decideProof,
  obstacleInFunds,
  proofRequests,
  withdrawalRefusal,
  type Authorization,
  type CustomerFacts,
  type UsedProof,
} from '../wallet/index.ts'
import type { Promised } from './arrival.ts'
import { writeNew } from './effects.ts'
import type { DeclineCode } from './reasons.ts'
import { initialState } from './states.ts'
import { orderToProve } from './step-up.ts'
import { eventOf, journalEvidence, totalOf, type Evidence, type Withdrawal } from './withdrawal.ts'

/** A withdrawal a customer confirmed, with everything a decision may not make up itself. */
export type CreateCommand = {
  id: string
  orderId: string
  journalId: string
  number: string
  customerId: string
  /** As it was found; the decision looks again under its lock. */
  method: PaymentMethod
  creditor: Creditor
  /** The same, sealed for the order. */
  payee: Payee
  remittance: string
  amount: Money
  /** The fee the customer was shown, or null when they accept whatever the schedule says. */
  expectedFee: Money | null
  promised: Promised
  authorization: Authorization
  evidence: Evidence
  today: BusinessDay
  now: Date
}

/** Stored under the idempotency key: enough to answer a repeat. */
export type CreateOutcome = { v: 1; withdrawal: string }

/** Sets the money of a withdrawal aside and orders its payment: pure, everything is in the view or the command. */
export const createDecider: Decider<CreateCommand, CreateOutcome> = {
  name: 'withdrawal.create',
  outgoing: true,
  accounts: ({ customerId, amount: { currency } }) => [
    available(customerId, currency),
    reserved(customerId, currency),
  ],
  facts: command => [
    needSchedules(),
    need(customerStatus, command.customerId),
    need(paymentMethodFact, command.method.id),
    needLimit({
      customerId: command.customerId,
      operation: 'withdrawal',
      currency: command.amount.currency,
    }),
    need(holdFact, command.id),
    ...proofRequests(orderToProve(command)),
  ],
  decide,
}

function decide(view: View, command: CreateCommand): Decision<CreateOutcome> {
  const { amount, now } = command
  const schedules = schedulesIn(view, now)
  const customer = view.fact(customerStatus, command.customerId)
  const method = view.fact(paymentMethodFact, command.method.id)
  assertInvariant(customer !== undefined, 'a withdrawal names a customer who does not exist')
  assertInvariant(
    method?.customerId === command.customerId,
    'a withdrawal goes to an account of its customer',
  )
  if (!isUsable(method)) return { kind: 'refused', refusal: { code: 'payment_method_unusable' } }

  const charge = chargeOf(command, customer, schedules)
  const fee = sumOf(charge.lines, amount.currency)
  if (command.expectedFee !== null && command.expectedFee.minor !== fee.minor)
    return { kind: 'refused', refusal: { code: 'price_changed', details: { fee: toWireMoney(fee) } } }

  const obstacle = withdrawalRefusal(customer, now)
  if (obstacle) return decline(command, charge.lines, obstacle.code, obstacle.details)
  const limits = consumeLimits(view, schedules, charge)
  if (limits.exceeded) return decline(command, charge.lines, 'limit_exceeded', limitDetails(limits.exceeded))
  const balance = view.balance(available(command.customerId, amount.currency))
  const total = amount.minor + fee.minor
  const short = obstacleInFunds(balance, money(total, amount.currency))
  if (short) return decline(command, charge.lines, short.code, short.details)

  // Last of all: nobody is asked to prove themselves for a withdrawal that could not be made anyway.
  const proof = decideProof(view, orderToProve(command), fee)
  if (!proof.allowed) return { kind: 'refused', refusal: proof.refusal }
  return accept(view, command, {
    lines: charge.lines,
    stepUp: proof.stepUp,
    facts: [...limits.facts, ...proof.facts],
    rows: limits.rows,
    balanceAfter: balance - total,
  })
}

/** What is charged and counted: the amount that leaves for the account's country. */
export function chargeOf(
  command: Pick<CreateCommand, 'id' | 'customerId' | 'amount' | 'creditor' | 'today' | 'now'>,
  customer: CustomerFacts,
  schedules: Schedules,
): Charge {
  const question = {
    operation: 'withdrawal' as const,
    method: 'bank_transfer' as const,
    payerRegion: customer.region,
    payeeRegion: command.creditor.account.country,
    level: customer.level,
    amount: command.amount,
    at: command.now,
  }
  return {
    ...question,
    subject: command.id,
    customerId: command.customerId,
    lines: feesFor(schedules.fees, question),
    today: command.today,
  }
}

type Accepted = {
  lines: readonly FeeLine[]
  stepUp: UsedProof
  facts: FactChange[]
  rows: RowInsert[]
  balanceAfter: bigint
}

function accept(view: View, command: CreateCommand, accepted: Accepted): Decision<CreateOutcome> {
  const { id, orderId, journalId, customerId, amount, promised, now } = command
  const ordered: Withdrawal = {
    ...baseOf(command, accepted.lines),
    status: initialState,
    orderId,
    holdJournalId: journalId,
    stepUp: accepted.stepUp,
    limitDay: command.today.day,
    promisedBy: promised.expectedBy,
    expectedBy: promised.expectedBy,
  }
  const hold = placing(view, {
    holdId: id,
    journalId,
    owner: customerId,
    subject: id,
    amount: totalOf(ordered).minor,
    currency: amount.currency,
    expiresAt: untilItsObjectEnds,
    now,
  })
  const { withdrawal, rows } = writeNew(
    ordered,
    [
      { text: 'withdrawal_ordered', reason: null, evidence: command.evidence },
      { text: 'withdrawal_reserved', reason: null, evidence: journalEvidence(journalId) },
    ],
    accepted.balanceAfter,
  )
  return {
    kind: 'decided',
    outcome: { v: 1, withdrawal: id },
    effects: {
      ...(hold.journals ? { journals: hold.journals } : {}),
      facts: [...(hold.facts ?? []), ...accepted.facts],
      rows: [
        ...rows,
        ...accepted.rows,
        insert(paymentOrders, {
          id: orderId,
          client: 'withdrawal',
          subject: id,
          number: command.number,
          owner: customerId,
          amount,
          payee: command.payee,
          purpose: null,
          remittance: command.remittance,
          requestedOn: promised.requestedOn,
          batchAt: promised.batchAt,
          createdAt: now,
        }),
      ],
      events: [...(hold.events ?? []), eventOf(withdrawal, withdrawal.status, journalId)],
    },
  }
}

/** A declined withdrawal moves nothing and is kept: the customer's history shows it with its reason. */
function decline(
  command: CreateCommand,
  lines: readonly FeeLine[],
  code: DeclineCode,
  details: Record<string, unknown>,
): Decision<CreateOutcome> {
  const declined: Withdrawal = {
    ...baseOf(command, lines),
    status: 'failed',
    statusReason: code,
    declined: { code, details },
  }
  const { withdrawal, rows } = writeNew(
    declined,
    [
      { text: 'withdrawal_ordered', reason: null, evidence: command.evidence },
      { text: 'withdrawal_declined', reason: code, evidence: null },
    ],
    null,
  )
  return {
    kind: 'decided',
    outcome: { v: 1, withdrawal: withdrawal.id },
    effects: { rows, events: [eventOf(withdrawal, 'declined', null)] },
  }
}

function baseOf(command: CreateCommand, fees: readonly FeeLine[]): Withdrawal {
  const { id, number, customerId, method, creditor, amount, now } = command
  return {
    id,
    number,
    customerId,
    destination: {
      methodId: method.id,
      label: method.label,
      holderName: creditor.name,
      country: creditor.account.country,
    },
    amount,
    fees,
    status: initialState,
    statusReason: null,
    declined: null,
    version: 1,
    steps: 0,
    orderId: null,
    holdJournalId: null,
    endJournalId: null,
    returnJournalId: null,
    stepUp: null,
    limitDay: null,
    cancelRequestedAt: null,
    promisedBy: null,
    expectedBy: null,
    lateAt: null,
    createdAt: now,
    updatedAt: now,
  }
}

/** What evidences the customer's order: their own object. */
export function commandEvidence(id: string): Evidence {
  return { kind: 'command', reference: toTypeId('withdrawal', id) }
}
