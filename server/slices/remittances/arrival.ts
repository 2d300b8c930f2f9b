import { daysAfter, unknownHolidaysDays, type BankCalendar } from '../bank-rail/index.ts'
import type { Quote, Schedule } from './quote.ts'
import type { Transfer } from './transfer.ts'

/** Longer than the longest row of days on which one of two countries rests. */
const maxTries = 20

type Calendars = { source: BankCalendar; target: BankCalendar }

/**
 * When an order given at `submittedAt` leaves and arrives: executed on a day that is a banking day in both currencies,
 * since an exchange settles only where both are open, and credited as the recipient's calendar says. Where holidays of
 * either are not known (`certain` is false) it is the latest possible: each may close once on the way.
 */
export function scheduleOf(
  submittedAt: Date,
  { source, target }: Calendars,
): { schedule: Schedule; certain: boolean } {
  let from = submittedAt
  for (let tries = 0; tries < maxTries; tries += 1) {
    const { batchAt, requestedOn, valueDate, expectedBy, certain } = target.arrival({
      submittedAt: from,
      speed: 'standard',
    })
    const open = source.isBankingDay(requestedOn)
    const leaving = { leavesAt: batchAt, requestedOn }
    if (open) return { schedule: { ...leaving, arrivesOn: valueDate, expectedBy }, certain }
    if (open === undefined) {
      const arrivesOn = daysAfter(valueDate, unknownHolidaysDays)
      return { schedule: { ...leaving, arrivesOn, expectedBy: target.endOf(arrivesOn) }, certain: false }
    }
    // Too late for that day, so that the next one is looked at.
    from = target.cutOff(requestedOn)
  }
  throw new Error(`no day in ${maxTries} on which both banks work, from ${submittedAt.toISOString()}`)
}

/**
 * By when a transfer arrives that left for the bank at `at`, if that was too late for the day it was to leave on or after
 * its promised time; null where it left as promised. What has hardly left cannot have arrived. Where the bank has debited
 * it (`debited`) the whole day was in time: the cut-off is for what the bank is given, not for what it does with it.
 */
export function arrivalOfLate(
  { quote: { schedule }, expectedBy }: Pick<Transfer, 'expectedBy'> & { quote: Pick<Quote, 'schedule'> },
  { at, proof, ...calendars }: Calendars & { at: Date; proof: 'sent' | 'debited' },
): Date | null {
  const { target } = calendars
  const inTimeUntil =
    proof === 'sent' ? target.cutOff(schedule.requestedOn) : target.endOf(schedule.requestedOn)
  const isOverdue = expectedBy !== null && at >= expectedBy
  if (!isOverdue && at < inTimeUntil) return null
  return scheduleOf(at, calendars).schedule.expectedBy
}
