import type { Money } from '../../../contract/money.ts'
import type { PlannedJob } from '../../platform/jobs.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { incomingFact, takeIncoming } from '../bank-rail/index.ts'
import { available, change, insert, need, type Decider, type Decision, type View } from '../ledger/index.ts'
import { newDeposit } from './decide-open.ts'
import { eventOf, type Deposit, type Evidence, type NewStep } from './deposit.ts'
import { writeChange, writeNew } from './effects.ts'
import type { BankArrival } from './queries-bank.ts'
import { bankProvider } from './rails/bank.ts'
import { bankArrival, depositFact, plannedJobs } from './rows.ts'
import { expectedBy } from './schedule.ts'
import { isBooked, transition } from './states.ts'

/** Money that came from a bank under a reference we gave to a customer. */
export type ArrivalCommand = {
  /** The deposit the reference was made for. */
  seen: Deposit
  amount: Money
  arrival: Omit<BankArrival, 'depositId'>
  /** What it becomes if the reference's own deposit has its money already. */
  next: { id: string; number: string }
  /** Credits it, whatever becomes of this process; made for the deposit it belongs to. */
  jobFor: (depositId: string) => PlannedJob
  evidence: Evidence
  now: Date
}

export type ArrivalOutcome = { v: 1; deposit: string }

/**
 * Decides which deposit money from a bank belongs to; none is moved yet. It is the reference that says whose it is,
 * never the amount. The reference's own deposit gets what comes first in its currency, however late and whatever the
 * amount; what comes under it again is a new deposit of the same customer.
 */
export const arrivalDecider: Decider<ArrivalCommand, ArrivalOutcome> = {
  name: 'deposit.arrive',
  outgoing: false,
  accounts: ({ seen, amount }) =>
    Array.from(new Set([seen.amount.currency, amount.currency]), currency =>
      available(seen.customerId, currency),
    ),
  facts: ({ seen, arrival, next }) => [
    need(depositFact, seen.id),
    need(bankArrival, seen.id),
    need(bankArrival, next.id),
    need(incomingFact, arrival.entryId),
  ],
  decide,
}

function decide(view: View, command: ArrivalCommand): Decision<ArrivalOutcome> {
  const { seen, amount, arrival, jobFor, now } = command
  const before = view.fact(depositFact, seen.id)
  assertInvariant(before !== undefined, `deposit ${seen.id} does not exist`)
  const isFirst = view.fact(bankArrival, seen.id) === undefined && !isBooked(before.status)
  const isFitting = isFirst && before.amount.currency === amount.currency
  const written = isFitting ? bind(before, command) : openAnother(before, command)
  const { id } = written.deposit
  const taken = takeIncoming(view, arrival.entryId, { takenBy: id, at: now })
  if (!taken) return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
  return {
    kind: 'decided',
    outcome: { v: 1, deposit: id },
    effects: {
      facts: [...written.facts, change(bankArrival, id, { ...arrival, depositId: id }), taken],
      rows: [...written.rows, insert(plannedJobs, jobFor(id))],
      events: [eventOf(written.deposit, 'pending', null)],
    },
  }
}

/** A deposit that was given up or has expired keeps its state until the credit: nothing is waited for. */
function bind(before: Deposit, { evidence, now }: ArrivalCommand) {
  const status = transition(before.status, 'wait') ?? before.status
  const after: Deposit = {
    ...before,
    status,
    pageUrl: null,
    expectedBy: expectedBy(status, before, now),
    updatedAt: now,
  }
  return writeChange(before, after, [arrived(evidence)], null)
}

function openAnother(before: Deposit, { next, amount, evidence, now }: ArrivalCommand) {
  const { customerId, locale, reference } = before
  const opened = newDeposit(
    {
      ...next,
      customerId,
      method: 'bank_transfer',
      provider: bankProvider,
      amount,
      locale,
      reference,
      paymentMethodId: null,
      saveMethod: false,
      now,
    },
    { fees: [], otherFees: null, limitDay: null },
  )
  const status = 'pending'
  return writeNew({ ...opened, status, expectedBy: expectedBy(status, opened, now) }, [arrived(evidence)])
}

function arrived(evidence: Evidence): NewStep {
  return { text: 'deposit_arrived', reason: null, evidence }
}
