import { money, type Money } from '../../../../contract/money.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import {
  available,
  change,
  insert,
  need,
  type Decider,
  type Decision,
  type View,
} from '../../ledger/index.ts'
import {
  customerStatus,
  debitRefusal,
  decideProof,
  mayReceive,
  proofRequests,
  type Authorization,
  type Order,
} from '../../wallet/index.ts'
import { runningFact, scheduleFact, scheduleRows } from './rows.ts'
import { maxRunning, scheduleEvent, type Schedule } from './schedule.ts'
import { initialState, transition } from './states.ts'
import { nextAfter, type Due, type Timetable } from './timetable.ts'

/** A transfer to be made later, with everything a decision may not make up itself. */
export type ScheduleCommand = {
  id: string
  payer: Schedule['payer']
  payee: Schedule['payee']
  amount: Money
  note: string | null
  table: Timetable
  first: Due
  authorization: Authorization
  now: Date
}

export type ScheduleOutcome = { v: 1; schedule: string }

/**
 * Sets it up. The proof is taken now and always, bound to recipient, amount and rhythm: the runs will have none of their
 * own, because nobody is there to give it.
 */
export const scheduleDecider: Decider<ScheduleCommand, ScheduleOutcome> = {
  name: 'scheduled_transfer.set_up',
  outgoing: false,
  accounts: ({ payer, amount }) => [available(payer.id, amount.currency)],
  facts: command => [
    need(customerStatus, command.payer.id),
    need(customerStatus, command.payee.id),
    need(runningFact, command.payer.id),
    ...proofRequests(orderOf(command)),
  ],
  decide: decideSetUp,
}

export function orderOf(command: ScheduleCommand): Order {
  const { id, payer, payee, amount, table, authorization, now } = command
  return {
    operation: 'schedule_transfer',
    id,
    payerId: payer.id,
    recipientId: payee.id,
    amount,
    bound: {
      amount: amount.minor.toString(),
      currency: amount.currency,
      payee: payee.id,
      source: 'available',
      rhythm: table.rhythm,
      starts_on: table.startsOn,
      until: table.untilOn,
      count: table.count?.toString() ?? null,
      time_zone: table.timeZone,
      request: authorization.requestHash.toString('hex'),
    },
    authorization,
    always: true,
    now,
  }
}

function decideSetUp(view: View, command: ScheduleCommand): Decision<ScheduleOutcome> {
  const { payer, payee, amount, note, table, first, now } = command
  const [from, to] = [view.fact(customerStatus, payer.id), view.fact(customerStatus, payee.id)]
  assertInvariant(from !== undefined && to !== undefined, 'a schedule names a customer who does not exist')
  const obstacle = debitRefusal(from, now)
  if (obstacle) return { kind: 'refused', refusal: obstacle }
  if (!mayReceive(to, now)) return { kind: 'refused', refusal: { code: 'counterparty_restricted' } }
  const running = view.fact(runningFact, payer.id) ?? 0
  if (running >= maxRunning)
    return {
      kind: 'refused',
      refusal: { code: 'too_many_waiting', details: { maximum: maxRunning, running } },
    }
  // What each run will cost is the schedule of fees of its day; nothing is promised for years ahead.
  const proof = decideProof(view, orderOf(command), money(0n, amount.currency))
  if (!proof.allowed) return { kind: 'refused', refusal: proof.refusal }
  assertInvariant(proof.stepUp.challengeId !== null, 'a schedule is always proved')
  const schedule: Schedule = {
    id: command.id,
    payer,
    payee,
    amount,
    note,
    table,
    status: initialState,
    statusReason: null,
    version: 1,
    next: { ...first, attempt: 1 },
    runs: 0,
    challengeId: proof.stepUp.challengeId,
    createdAt: now,
    updatedAt: now,
  }
  return {
    kind: 'decided',
    outcome: { v: 1, schedule: schedule.id },
    effects: {
      facts: [...proof.facts, change(runningFact, payer.id, running + 1)],
      rows: [insert(scheduleRows, schedule)],
      events: [scheduleEvent(schedule, 'active', { at: now, until: first.at })],
    },
  }
}

export type ChangeCommand = {
  seen: Pick<Schedule, 'id' | 'payer' | 'amount'>
  move: 'pause' | 'resume' | 'cancel'
  now: Date
}

/** Paused, resumed or canceled by its payer; a run at the same time comes before or not at all. */
export const changeScheduleDecider: Decider<ChangeCommand, ScheduleOutcome> = {
  name: 'scheduled_transfer.change',
  outgoing: false,
  accounts: ({ seen }) => [available(seen.payer.id, seen.amount.currency)],
  facts: ({ seen }) => [need(scheduleFact, seen.id)],
  decide(view, { seen, move, now }) {
    const before = view.fact(scheduleFact, seen.id)
    assertInvariant(before !== undefined, `schedule ${seen.id} does not exist`)
    const after = changedBy(before, move, now)
    if (!after)
      return {
        kind: 'refused',
        refusal: { code: 'transition_not_allowed', details: { status: before.status } },
      }
    return {
      kind: 'decided',
      outcome: { v: 1, schedule: before.id },
      effects: {
        facts: [change(scheduleFact, before.id, after)],
        events: [scheduleEvent(after, after.status, { at: now, until: after.next?.at })],
      },
    }
  },
}

function changedBy(before: Schedule, move: ChangeCommand['move'], now: Date): Schedule | undefined {
  // Days that passed while it was paused are passed over.
  const next =
    move === 'resume' && before.next ? nextAfter(before.table, before.next.occurrence, now) : before.next
  const status = transition(before.status, move === 'resume' && next === null ? 'finish' : move)
  if (status === undefined || (move === 'resume' && transition(before.status, 'resume') === undefined))
    return undefined
  const ended = transition(status, 'cancel') === undefined
  return {
    ...before,
    status,
    version: before.version + 1,
    next: ended || next === null ? null : { ...next, attempt: move === 'resume' ? 1 : attemptOf(before) },
    updatedAt: now,
  }
}

function attemptOf({ next }: Schedule): number {
  return next?.attempt ?? 1
}
