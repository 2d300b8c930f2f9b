import type { BankCalendar } from '../bank-rail/index.ts'
import type { Schedule } from './quote.ts'

/** Longer than the longest row of days on which one of two countries rests. */
const maxTries = 20

/**
 * When an order given at `submittedAt` leaves and arrives: executed on a day that is a banking day in both currencies,
 * since an exchange settles only where both are open, and credited as the recipient's calendar says. Undefined where
 * holidays are not known: nothing is promised then.
 */
export function scheduleOf(
  submittedAt: Date,
  { source, target }: { source: BankCalendar; target: BankCalendar },
): Schedule | undefined {
  let from = submittedAt
  for (let tries = 0; tries < maxTries; tries += 1) {
    const arrival = target.arrival({ submittedAt: from, speed: 'standard' })
    if (!arrival) return undefined
    const open = source.isBankingDay(arrival.requestedOn)
    if (open === undefined) return undefined
    if (open)
      return {
        leavesAt: arrival.batchAt,
        requestedOn: arrival.requestedOn,
        arrivesOn: arrival.valueDate,
        expectedBy: arrival.expectedBy,
      }
    // Too late for that day, so that the next one is looked at.
    from = target.cutOff(arrival.requestedOn)
  }
  return undefined
}
