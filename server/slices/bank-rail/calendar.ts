import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { bankingDays, bankingYears, type BankingYear } from '../../../contract/banking-days.ts'
import { currencies, type Currency } from '../../../contract/money.ts'

/** `express`: executed and credited on the same banking day; `standard`: credited on the next. */
export const paymentSpeeds = ['standard', 'express'] as const
export type PaymentSpeed = (typeof paymentSpeeds)[number]

export type Arrival = {
  /** When the order leaves us; until then it can be canceled. */
  batchAt: Date
  /** ISO date on which the bank is asked to execute it. */
  requestedOn: string
  /** ISO date on which the payee's bank credits it. */
  valueDate: string
  /** The end of that day: who waits longer was promised something that did not happen. */
  expectedBy: Date
}

/** The banking calendar of a currency's payment system. `day` is an ISO date in the system's own zone. */
export type BankCalendar = {
  /** Undefined where the holidays are not known. */
  isBankingDay(day: string): boolean | undefined
  /** Until when the bank takes orders it is to execute on that day. */
  cutOff(day: string): Date
  /** ISO date of an instant where the payment system is. */
  dayOf(instant: Date): string
  /** Undefined where the holidays of a day that matters are not known: then nothing may be promised. */
  arrival(order: { submittedAt: Date; speed: PaymentSpeed }): Arrival | undefined
  /** The first day, from `day` on, on which the bank executes what it gets now; undefined where unknown. */
  executionDay(day: string, now: Date): string | undefined
  /** The n-th banking day after a day; undefined where unknown. */
  bankingDaysAfter(day: string, count: number): string | undefined
}

/** Our files are made this long before the bank's cut-off: time to reach it, and to try again. */
const leadMs = 30 * 60_000
/** Express orders leave this long after they were given: the time in which the customer can still think again. */
const graceMs = 5 * 60_000
/** Before this local time no file is made. */
const opening = '08:00'
/** Longer than the longest row of holidays. */
const maxSearchDays = 40

export function bankCalendar(currency: Currency, years: readonly BankingYear[] = bankingYears): BankCalendar {
  const { rules, ...days } = bankingDays(currency, years)
  const isBankingDay = (day: string): boolean | undefined => days.isBankingDay(day)
  const at = (day: string, time: string): Date =>
    new Date(
      Temporal.PlainDate.from(day).toZonedDateTime({
        timeZone: rules.zone,
        plainTime: Temporal.PlainTime.from(time),
      }).epochMilliseconds,
    )
  const dayOf = (instant: Date): string =>
    Temporal.Instant.fromEpochMilliseconds(instant.getTime())
      .toZonedDateTimeISO(rules.zone)
      .toPlainDate()
      .toString()
  const leaveBy = (day: string): Date => new Date(at(day, rules.cutOff).getTime() - leadMs)

  /** The first banking day from `day` on that satisfies a condition. */
  function search(day: string, fits: (day: string) => boolean): string | undefined {
    let candidate = day
    for (let tried = 0; tried < maxSearchDays; tried += 1) {
      const banking = isBankingDay(candidate)
      if (banking === undefined) return undefined
      if (banking && fits(candidate)) return candidate
      candidate = nextDay(candidate)
    }
    return undefined
  }

  function bankingDaysAfter(day: string, count: number): string | undefined {
    let found: string | undefined = day
    for (let counted = 0; counted < count && found !== undefined; counted += 1)
      found = search(nextDay(found), () => true)
    return found
  }

  return {
    isBankingDay,
    cutOff: day => at(day, rules.cutOff),
    dayOf,
    bankingDaysAfter,
    executionDay: (day, now) => search(day, candidate => at(candidate, rules.cutOff) > now),
    arrival({ submittedAt, speed }) {
      const requestedOn = search(dayOf(submittedAt), day => leaveBy(day) > submittedAt)
      if (requestedOn === undefined) return undefined
      const valueDate = speed === 'express' ? requestedOn : bankingDaysAfter(requestedOn, 1)
      if (valueDate === undefined) return undefined
      const batchAt =
        speed === 'express'
          ? expressBatch(submittedAt, at(requestedOn, opening), leaveBy(requestedOn))
          : leaveBy(requestedOn)
      return { batchAt, requestedOn, valueDate, expectedBy: at(nextDay(valueDate), '00:00') }
    },
  }
}

function expressBatch(submittedAt: Date, opensAt: Date, closesAt: Date): Date {
  const earliest = Math.max(submittedAt.getTime() + graceMs, opensAt.getTime())
  return new Date(Math.min(earliest, closesAt.getTime()))
}

function nextDay(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString()
}

const isoDay = z.iso.date()

const calendarFile = z.array(
  z.strictObject({
    currency: z.enum(currencies),
    from: isoDay,
    until: isoDay,
    holidays: z.array(isoDay),
  }),
)

/**
 * The years the program knows, and those of the operator's file. A span of the file replaces what is known of the
 * same currency in the days it covers. Throws a sentence for the operator when the file is wrong.
 */
export function readBankingYears(file: string | undefined): readonly BankingYear[] {
  if (file === undefined) return bankingYears
  const parsed = calendarFile.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success)
    throw new Error(`The banking calendar ${file} is wrong: ${z.prettifyError(parsed.error)}`)
  const added = parsed.data
  const covered = (currency: Currency, day: string): boolean =>
    added.some(span => span.currency === currency && span.from <= day && day <= span.until)
  const kept = bankingYears.map(span => ({
    ...span,
    holidays: span.holidays.filter(day => !covered(span.currency, day)),
  }))
  return [...kept, ...added]
}
