import { toWireMoney, type Money } from '../../../contract/money.ts'
import type { Locale } from '../../../contract/schemas.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { PlannedJob } from '../../platform/jobs.ts'
import { available, insert, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import {
  consumeLimits,
  feesFor,
  limitDetails,
  needLimit,
  needSchedules,
  schedulesIn,
  sumOf,
  type BusinessDay,
  type FeeLine,
} from '../pricing/index.ts'
import { customerStatus } from '../wallet/index.ts'
import { chargeOf } from './charge.ts'
import { eventOf, type Deposit, type Evidence } from './deposit.ts'
import { writeNew } from './effects.ts'
import { limitKeyOf } from './limit-use.ts'
import { depositObstacle } from './obstacle.ts'
import { plannedJobs } from './rows.ts'
import { after, expectedBy, pageLifeMs } from './schedule.ts'
import { initialState } from './states.ts'

/** A top-up a customer confirmed, with everything a decision may not make up itself. */
export type OpenCommand = {
  id: string
  number: string
  customerId: string
  method: 'card'
  provider: string
  amount: Money
  locale: Locale
  /** The fee the customer was shown, or null when they accept whatever the schedule says. */
  expectedFee: Money | null
  evidence: Evidence
  /** Opens and follows the payment page, whatever becomes of this process; null where nobody is to be asked. */
  job: PlannedJob | null
  today: BusinessDay
  now: Date
}

export type OpenOutcome = { v: 1; deposit: string }

/** Opens a top-up: prices it and uses its limit; no money moves yet. */
export const openDecider: Decider<OpenCommand, OpenOutcome> = {
  name: 'deposit.open',
  outgoing: false,
  accounts: ({ customerId, amount }) => [available(customerId, amount.currency)],
  facts: command => [
    needSchedules(),
    need(customerStatus, command.customerId),
    needLimit(limitKeyOf(command)),
  ],
  decide,
}

function decide(view: View, command: OpenCommand): Decision<OpenOutcome> {
  const { amount, today } = command
  const schedules = schedulesIn(view, command.now)
  const customer = view.fact(customerStatus, command.customerId)
  assertInvariant(customer !== undefined, 'a deposit names a customer who does not exist')
  const obstacle = depositObstacle(customer, command.now)
  if (obstacle) return { kind: 'refused', refusal: { code: obstacle } }

  const question = chargeOf(customer, command)
  const lines = feesFor(schedules.fees, question)
  const fee = sumOf(lines, amount.currency)
  if (command.expectedFee !== null && command.expectedFee.minor !== fee.minor)
    return { kind: 'refused', refusal: { code: 'price_changed', details: { fee: toWireMoney(fee) } } }
  if (fee.minor >= amount.minor)
    return { kind: 'refused', refusal: { code: 'amount_below_minimum', details: { fee: toWireMoney(fee) } } }

  const charge = { ...question, subject: command.id, customerId: command.customerId, lines, today }
  const limit = consumeLimits(view, schedules, charge)
  if (limit.exceeded)
    return { kind: 'refused', refusal: { code: 'limit_exceeded', details: limitDetails(limit.exceeded) } }

  const opened = newDeposit(command, lines, today.day)
  const step = { text: 'deposit_opened' as const, reason: null, evidence: command.evidence }
  const { deposit, rows } = writeNew(opened, [step])
  return {
    kind: 'decided',
    outcome: { v: 1, deposit: deposit.id },
    effects: {
      facts: limit.facts,
      rows: [...rows, ...limit.rows, ...(command.job ? [insert(plannedJobs, command.job)] : [])],
      events: [eventOf(deposit, deposit.status, null)],
    },
  }
}

function newDeposit(command: OpenCommand, fees: readonly FeeLine[], limitDay: string): Deposit {
  const { id, number, customerId, method, provider, amount, locale, now } = command
  const times = { createdAt: now, pageExpiresAt: after(now, pageLifeMs) }
  return {
    id,
    number,
    customerId,
    method,
    provider,
    amount,
    fees,
    locale,
    status: initialState,
    statusReason: null,
    version: 1,
    steps: 0,
    reference: null,
    paymentReference: null,
    pageUrl: null,
    cancelRequestedAt: null,
    decline: null,
    limitDay,
    journalId: null,
    reversalId: null,
    ...times,
    expectedBy: expectedBy(initialState, times, now),
    updatedAt: now,
  }
}
