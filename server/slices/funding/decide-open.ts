import type { DepositMethod } from '../../../contract/api/funding.ts'
import { toWireMoney, type Money } from '../../../contract/money.ts'
import type { Locale } from '../../../contract/schemas.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { PlannedJob } from '../../platform/jobs.ts'
import { available, insert, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import {
  consumeLimits,
  limitDetails,
  needLimit,
  needSchedules,
  schedulesIn,
  sumOf,
  type BusinessDay,
} from '../pricing/index.ts'
import { customerStatus } from '../wallet/index.ts'
import { eventOf, type Deposit, type Evidence } from './deposit.ts'
import { writeNew } from './effects.ts'
import { chargeOf, limitKeyOf } from './limit-use.ts'
import { depositObstacle } from './obstacle.ts'
import { feesOf, otherFeesOf } from './price.ts'
import { depositReferences, plannedJobs, type DepositReference } from './rows.ts'
import { expectedBy, payableUntil } from './schedule.ts'
import { initialState } from './states.ts'

/** A top-up a customer confirmed, with everything a decision may not make up itself. */
export type OpenCommand = {
  id: string
  number: string
  customerId: string
  method: DepositMethod
  provider: string
  amount: Money
  /** What a bank transfer is to name; null for the other methods. */
  reference: string | null
  /** The saved means the customer chose, and whether they wish to keep the one they pay with. */
  paymentMethodId: string | null
  saveMethod: boolean
  locale: Locale
  /** The fee the customer was shown, or null when they accept whatever the schedule says. */
  expectedFee: Money | null
  evidence: Evidence
  /** Opens and follows the payment page, whatever becomes of this process; null where nobody is to be asked. */
  job: PlannedJob | null
  today: BusinessDay
  now: Date
}

/** What a deposit is made of. */
export type NewDeposit = Pick<
  OpenCommand,
  | 'id'
  | 'number'
  | 'customerId'
  | 'method'
  | 'provider'
  | 'amount'
  | 'locale'
  | 'reference'
  | 'paymentMethodId'
  | 'saveMethod'
  | 'now'
>

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

  const asked = { schedules, customer, amount, now: command.now }
  const lines = feesOf(asked, command.method)
  const fee = sumOf(lines, amount.currency)
  if (command.expectedFee !== null && command.expectedFee.minor !== fee.minor)
    return { kind: 'refused', refusal: { code: 'price_changed', details: { fee: toWireMoney(fee) } } }
  if (fee.minor >= amount.minor)
    return { kind: 'refused', refusal: { code: 'amount_below_minimum', details: { fee: toWireMoney(fee) } } }

  const isAnnounced = command.method === 'bank_transfer'
  const opened = newDeposit(command, {
    fees: lines,
    otherFees: otherFeesOf(asked, command.method),
    limitDay: isAnnounced ? null : today.day,
  })
  const charge = chargeOf(opened, { customer, lines, today, now: command.now })
  // An announced transfer may never come; it uses the limits when it does.
  const used = isAnnounced ? nothingUsed : consumeLimits(view, schedules, charge)
  if (used.exceeded)
    return { kind: 'refused', refusal: { code: 'limit_exceeded', details: limitDetails(used.exceeded) } }
  const step = { text: 'deposit_opened' as const, reason: null, evidence: command.evidence }
  const { deposit, rows } = writeNew(opened, [step])
  return {
    kind: 'decided',
    outcome: { v: 1, deposit: deposit.id },
    effects: {
      facts: used.facts,
      rows: [
        ...rows,
        ...used.rows,
        ...(command.job ? [insert(plannedJobs, command.job)] : []),
        ...(command.reference === null
          ? []
          : [insert(depositReferences, referenceOf(deposit, command.reference))]),
      ],
      events: [eventOf(deposit, deposit.status, null)],
    },
  }
}

const nothingUsed = { exceeded: null, facts: [], rows: [] }

export function referenceOf({ id, customerId, createdAt }: Deposit, reference: string): DepositReference {
  return { reference, customerId, depositId: id, createdAt }
}

type Priced = Pick<Deposit, 'fees' | 'otherFees' | 'limitDay'>

/** A deposit before anything happened to it. */
export function newDeposit(command: NewDeposit, priced: Priced): Deposit {
  const { id, number, customerId, method, provider, amount, locale, now } = command
  const times = { createdAt: now, pageExpiresAt: payableUntil(method, now), method }
  return {
    id,
    number,
    customerId,
    provider,
    amount,
    ...priced,
    paidWith: null,
    paymentMethodId: command.paymentMethodId,
    saveMethod: command.saveMethod,
    locale,
    status: initialState,
    statusReason: null,
    version: 1,
    steps: 0,
    reference: command.reference,
    paymentReference: null,
    pageUrl: null,
    cancelRequestedAt: null,
    refund: null,
    decline: null,
    journalId: null,
    reversalId: null,
    ...times,
    expectedBy: expectedBy(initialState, times, now),
    updatedAt: now,
  }
}
