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
 * By when a transfer arrives that leaves for the bank only now, if that is after the day it was to leave on or after its
 * promised time; null where it leaves as promised. What has hardly left cannot have arrived.
 */
export function arrivalOfLate(
  { quote: { schedule }, expectedBy }: Pick<Transfer, 'expectedBy'> & { quote: Pick<Quote, 'schedule'> },
  { now, ...calendars }: Calendars & { now: Date },
): Date | null {
  const isOverdue = expectedBy !== null && now >= expectedBy
  if (!isOverdue && calendars.target.dayOf(now) <= schedule.requestedOn) return null
  return scheduleOf(now, calendars).schedule.expectedBy
}
