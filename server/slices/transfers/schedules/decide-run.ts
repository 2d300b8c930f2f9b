import { change, insert, need, type Decider, type Decision, type View } from '../../ledger/index.ts'
import { transferDecider, type TransferCommand, type TransferOutcome } from '../decide-transfer.ts'
import { runRows, scheduleFact } from './rows.ts'
import { retriedReasons, retryAfterMs, scheduleEvent, type Run, type Schedule } from './schedule.ts'
import { isRunning, transition } from './states.ts'
import { dueAt } from './timetable.ts'

/** One try of one day: an ordinary transfer, and the schedule moved on in the same decision. */
export type RunCommand = {
  scheduleId: string
  /** The day and try this is for; carried out only while they are next. */
  dueOn: string
  attempt: number
  transfer: TransferCommand
}

export type RunOutcome = { v: 1; schedule: string; tried_again: boolean } | TransferOutcome

export const runDecider: Decider<RunCommand, RunOutcome> = {
  name: 'scheduled_transfer.run',
  outgoing: true,
  accounts: ({ transfer }) => transferDecider.accounts(transfer),
  facts: ({ scheduleId, transfer }) => [...transferDecider.facts(transfer), need(scheduleFact, scheduleId)],
  decide,
}

function decide(view: View, command: RunCommand): Decision<RunOutcome> {
  const { scheduleId, dueOn, attempt, transfer } = command
  const before = view.fact(scheduleFact, scheduleId)
  const next = before?.next
  if (!before || !isRunning(before.status) || next?.on !== dueOn || next.attempt !== attempt)
    return {
      kind: 'refused',
      refusal: { code: 'transition_not_allowed', details: { status: before?.status } },
    }
  const decision = transferDecider.decide(view, transfer)
  if (decision.kind === 'refused') return decision
  const declined = decision.outcome.declined
  const pauseMs = retryAfterMs[attempt - 1]
  if (declined && retriedReasons.includes(declined.code) && pauseMs !== undefined)
    return triedAgain(before, command, { reason: declined.code, pauseMs })
  return movedOn(before, command, decision)
}

/** Nothing is kept of a try that is made again but the notice: the history shows the last one. */
function triedAgain(
  before: Schedule,
  { attempt, transfer }: RunCommand,
  { reason, pauseMs }: { reason: string; pauseMs: number },
): Decision<RunOutcome> {
  const { next } = before
  if (!next) throw new Error('a schedule without a next day is not run')
  const at = new Date(transfer.now.getTime() + pauseMs)
  const after: Schedule = {
    ...before,
    version: before.version + 1,
    next: { ...next, attempt: attempt + 1, at },
    updatedAt: transfer.now,
  }
  return {
    kind: 'decided',
    outcome: { v: 1, schedule: before.id, tried_again: true },
    effects: {
      facts: [change(scheduleFact, before.id, after)],
      events: [scheduleEvent(after, 'retrying', { at: transfer.now, reason, until: at })],
    },
  }
}

function movedOn(
  before: Schedule,
  { dueOn, attempt, transfer }: RunCommand,
  decision: Extract<Decision<TransferOutcome>, { kind: 'decided' }>,
): Decision<RunOutcome> {
  const { declined } = decision.outcome
  const { now: at } = transfer
  const after = afterRun(before, declined?.code ?? null, at)
  const run: Run = {
    scheduleId: before.id,
    dueOn,
    result: declined ? 'skipped' : 'done',
    reason: declined?.code ?? null,
    transferId: transfer.id,
    transferNumber: transfer.number,
    attempts: attempt,
    at,
  }
  const { effects } = decision
  return {
    ...decision,
    effects: {
      ...effects,
      facts: [...(effects.facts ?? []), change(scheduleFact, before.id, after)],
      rows: [...(effects.rows ?? []), insert(runRows, run)],
      events: [
        ...(effects.events ?? []),
        ...(declined
          ? [scheduleEvent(after, 'skipped', { at, reason: declined.code, until: after.next?.at })]
          : []),
        ...(isRunning(after.status)
          ? []
          : [scheduleEvent(after, after.status, { at, reason: after.statusReason })]),
      ],
    },
  }
}

/** The next day, or the end: after the last one, or where the payer's account is closed. */
function afterRun(before: Schedule, reason: string | null, at: Date): Schedule {
  const runs = before.runs + 1
  const closed = reason === 'account_closed'
  const done = before.table.count !== null && runs >= before.table.count
  const due = closed || done || !before.next ? null : dueAt(before.table, before.next.occurrence + 1)
  const status = due ? before.status : transition(before.status, closed ? 'cancel' : 'finish')
  if (status === undefined) throw new Error('a schedule that runs can end')
  return {
    ...before,
    status,
    statusReason: closed ? reason : null,
    version: before.version + 1,
    next: due && { ...due, attempt: 1 },
    runs,
    updatedAt: at,
  }
}
