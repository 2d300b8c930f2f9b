import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { bankingDays, bankingYears, type BankingYear } from '../../../contract/banking-days.ts'
import { currencies, type Currency } from '../../../contract/money.ts'
import { ConfigError } from '../../platform/config.ts'

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
  /**
   * Whether all holidays until then are known. Where they are not, the days above are the latest possible: nothing is
   * promised that would be wrong, and nothing stops because a government has not published its holidays yet.
   */
  certain: boolean
}

/** The banking calendar of a currency's payment system. `day` is an ISO date in the system's own zone. */
export type BankCalendar = {
  /** Undefined where the holidays are not known. */
  isBankingDay(day: string): boolean | undefined
  /** Until when the bank takes orders it is to execute on that day. */
  cutOff(day: string): Date
  /** When a day is over there. */
  endOf(day: string): Date
  /** ISO date of an instant where the payment system is. */
  dayOf(instant: Date): string
  arrival(order: { submittedAt: Date; speed: PaymentSpeed }): Arrival
  /**
   * The first day, from `day` on, on which the bank executes what it gets now. Where holidays are not known it may turn
   * out to be one: then the bank takes the next day by itself.
   */
  executionDay(day: string, now: Date): string
  /** The last day whose holidays are known, counted from today without a gap; undefined where today's are not. */
  knownUntil(now: Date): string | undefined
}

/** Our files are made this long before the bank's cut-off: time to reach it, and to try again. */
const leadMs = 30 * 60_000
/** Express orders leave this long after they were given: the time in which the customer can still think again. */
const graceMs = 5 * 60_000
/** Before this local time no file is made. */
const opening = '08:00'
/** Longer than the longest row of holidays. */
const maxSearchDays = 40
/**
 * What is added where holidays are not known. The longest rows of closed days we know of are ten (Spring Festival 2020)
 * and nine (Kuwait's Eid of 2022), weekends within; the day of credit after one may be pushed over a weekend more.
 */
export const unknownHolidaysDays = 14

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
  const endOf = (day: string): Date => at(daysAfter(day, 1), '00:00')
  const leaveBy = (day: string): Date => new Date(at(day, rules.cutOff).getTime() - leadMs)

  /** The first day from `day` on that satisfies a condition and is, or may be, a banking day. */
  function search(day: string, fits: (day: string) => boolean): { day: string; certain: boolean } {
    let certain = true
    for (let after = 0; after < maxSearchDays; after += 1) {
      const candidate = daysAfter(day, after)
      const banking = isBankingDay(candidate)
      if (banking === undefined) certain = false
      if (banking !== false && fits(candidate)) return { day: candidate, certain }
    }
    throw new Error(`the calendar of ${currency} has no banking day in ${maxSearchDays} days from ${day}`)
  }

  return {
    isBankingDay,
    cutOff: day => at(day, rules.cutOff),
    endOf,
    dayOf,
    executionDay: (day, now) => search(day, candidate => at(candidate, rules.cutOff) > now).day,
    knownUntil: now => days.knownUntil(dayOf(now)),
    arrival({ submittedAt, speed }) {
      const requested = search(dayOf(submittedAt), day => leaveBy(day) > submittedAt)
      const requestedOn = requested.day
      const credited = speed === 'express' ? requested : search(daysAfter(requestedOn, 1), () => true)
      const certain = requested.certain && credited.certain
      const valueDate = certain ? credited.day : daysAfter(requestedOn, unknownHolidaysDays)
      const batchAt =
        speed === 'express'
          ? expressBatch(submittedAt, at(requestedOn, opening), leaveBy(requestedOn))
          : leaveBy(requestedOn)
      return { batchAt, requestedOn, valueDate, expectedBy: endOf(valueDate), certain }
    },
  }
}

function expressBatch(submittedAt: Date, opensAt: Date, closesAt: Date): Date {
  const earliest = Math.max(submittedAt.getTime() + graceMs, opensAt.getTime())
  return new Date(Math.min(earliest, closesAt.getTime()))
}

/** The ISO date so many calendar days later. */
export function daysAfter(day: string, count: number): string {
  return Temporal.PlainDate.from(day).add({ days: count }).toString()
}

const isoDay = z.iso.date()

const calendarFile = z.array(
  z
    .strictObject({
      currency: z.enum(currencies),
      from: isoDay,
      until: isoDay,
      holidays: z.array(isoDay),
    })
    .refine(({ from, until }) => from <= until, { message: 'it ends before it begins', path: ['until'] }),
)

/**
 * The years the program knows, and those of the operator's file. A span of the file replaces what is known of the
 * same currency in the days it covers. Throws a sentence for the operator when the file is wrong.
 */
export function readBankingYears(file: string | undefined): readonly BankingYear[] {
  if (file === undefined) return bankingYears
  const parsed = calendarFile.safeParse(readJson(file))
  if (!parsed.success)
    throw new ConfigError(`The banking calendar ${file} is wrong: ${z.prettifyError(parsed.error)}`)
  const added = parsed.data
  const covered = (currency: Currency, day: string): boolean =>
    added.some(span => span.currency === currency && span.from <= day && day <= span.until)
  const kept = bankingYears.map(span => ({
    ...span,
    holidays: span.holidays.filter(day => !covered(span.currency, day)),
  }))
  return [...kept, ...added]
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`The banking calendar ${file} is wrong: ${why}`, { cause: error })
  }
}
