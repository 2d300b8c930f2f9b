import type { z } from 'zod'
import type { arrivalSchema } from '../../../contract/api/withdrawals.ts'
import type { Currency } from '../../../contract/money.ts'
import { daysAfter } from '../bank-rail/index.ts'
import type { WithdrawalsDeps } from './deps.ts'

/** What is promised about a withdrawal ordered now. */
export type Promised = {
  /** When it is handed to the bank; until then it can be canceled. */
  batchAt: Date
  /** ISO date on which the bank is to carry it out. */
  requestedOn: string
  /** From then on it is late. */
  expectedBy: Date
  /** ISO dates between now and then on which the bank does not work. */
  closedDays: string[]
  /** False: holidays until then are not all known, and `expectedBy` is the latest possible. */
  certain: boolean
}

/** When a withdrawal ordered now arrives, by the banking calendar of its currency. */
export function promiseOf(
  { calendarOf }: Pick<WithdrawalsDeps, 'calendarOf'>,
  currency: Currency,
  now: Date,
): Promised {
  const calendar = calendarOf(currency)
  const arrival = calendar.arrival({ submittedAt: now, speed: 'standard' })
  const { batchAt, requestedOn, valueDate, expectedBy, certain } = arrival
  const closedDays: string[] = []
  for (let day = calendar.dayOf(now); day < valueDate; day = daysAfter(day, 1))
    if (calendar.isBankingDay(day) === false) closedDays.push(day)
  return { batchAt, requestedOn, expectedBy, closedDays, certain }
}

export function presentArrival({
  batchAt,
  expectedBy,
  closedDays,
  certain,
}: Promised): z.input<typeof arrivalSchema> {
  return {
    sent_at: batchAt.toISOString(),
    expected_by: expectedBy.toISOString(),
    closed_days: closedDays,
    holidays_known: certain,
  }
}
