import type { ScheduleStatus } from '../../../../contract/api/scheduled-transfers.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { toWireMoney, type Money } from '../../../../contract/money.ts'
import type { NewEvent } from '../../../platform/outbox.ts'
import type { MatchedBy } from '../../wallet/index.ts'
import type { Timetable } from './timetable.ts'

/** A transfer to be made later, once or again and again. */
export type Schedule = {
  id: string
  payer: { id: string; name: string }
  payee: { id: string; name: string; account: string; matchedBy: MatchedBy }
  amount: Money
  note: string | null
  table: Timetable
  status: ScheduleStatus
  statusReason: string | null
  version: number
  /** The day that is next and the try of it, counted from 1; null when there is none. */
  next: { occurrence: number; on: string; attempt: number; at: Date } | null
  /** Runs done or skipped. */
  runs: number
  challengeId: string
  createdAt: Date
  updatedAt: Date
}

/** What became of one day. `transferId` is also that of the declined transfer of a run that was skipped. */
export type Run = {
  scheduleId: string
  dueOn: string
  result: 'done' | 'skipped'
  reason: string | null
  transferId: string
  transferNumber: string
  attempts: number
  at: Date
}

/** So many may run side by side. */
export const maxRunning = 50

/** A run that fails for want of money or limit is tried again four hours later and once more the next morning. */
export const retryAfterMs: readonly number[] = [4 * 3_600_000, 20 * 3_600_000]

/** What can mend itself in a day; anything else skips the run at once. */
export const retriedReasons: readonly string[] = ['insufficient_funds', 'limit_exceeded']

export function scheduleEvent(
  schedule: Schedule,
  state: 'active' | 'paused' | 'completed' | 'canceled' | 'retrying' | 'skipped',
  told: { at: Date; reason?: string | null; until?: Date | undefined },
): NewEvent {
  const { id, payer, payee, amount } = schedule
  return {
    type: `scheduled_transfer.${state}`,
    version: 1,
    stream: payer.id,
    subject: id,
    journal: null,
    payload: {
      id: toTypeId('scheduledTransfer', id),
      role: 'payer',
      amount: toWireMoney(amount),
      counterparty_name: payee.name,
      reason: told.reason ?? null,
      until: told.until?.toISOString() ?? null,
    },
    occurredAt: told.at,
  }
}
