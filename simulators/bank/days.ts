import { bankingDays, bankingRules } from '../../contract/banking-days.ts'
import { currencies, type Currency } from '../../contract/money.ts'

/**
 * When the bank works, by the banking calendar of each currency. Runs are every half hour at the currency's place
 * from eight until half an hour after the cut-off; the books of a day close at 23:00 and the statement follows.
 * Days are ISO dates there, times milliseconds since 1970.
 */
const OPENS = '08:00'
const CLOSES = '23:00'
const RUN_EVERY_MS = 30 * 60_000
const LAST_RUN_AFTER_CUT_OFF_MS = 30 * 60_000

const calendars = new Map(currencies.map(currency => [currency, bankingDays(currency)]))

function at(currency: Currency, day: string, time: string): number {
  const { zone } = bankingRules[currency]
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone).epochMilliseconds
}

/** The day it is at the currency's place. */
export function dateAt(currency: Currency, atMs: number): string {
  const { zone } = bankingRules[currency]
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/**
 * Where the holidays are not published yet the bank, which must close its books every day, knows weekends and what is
 * fixed by law only; our side promises the latest day possible for such days.
 */
function isBankingDay(currency: Currency, day: string): boolean {
  const known = calendars.get(currency)?.isBankingDay(day)
  if (known !== undefined) return known
  const { dayOfWeek } = Temporal.PlainDate.from(day)
  return !bankingRules[currency].weekend.includes(dayOfWeek)
}

function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString()
}

/** This day when it is a banking day, otherwise the next that is. */
export function firstBankingDay(currency: Currency, day: string): string {
  let candidate = day
  while (!isBankingDay(currency, candidate)) candidate = dayAfter(candidate)
  return candidate
}

export function nextBankingDay(currency: Currency, day: string): string {
  return firstBankingDay(currency, dayAfter(day))
}

export function bankingDaysLater(currency: Currency, atMs: number, days: number): string {
  let day = dateAt(currency, atMs)
  for (let passed = 0; passed < days; passed += 1) day = nextBankingDay(currency, day)
  return day
}

export function firstMomentOf(currency: Currency, day: string): number {
  return at(currency, day, '00:00')
}

export function openingOf(currency: Currency, day: string): number {
  return at(currency, day, OPENS)
}

export function closeOf(currency: Currency, day: string): number {
  return at(currency, day, CLOSES)
}

function cutOffOf(currency: Currency, day: string): number {
  return at(currency, day, bankingRules[currency].cutOff)
}

function lastRunOf(currency: Currency, day: string): number {
  return cutOffOf(currency, day) + LAST_RUN_AFTER_CUT_OFF_MS
}

/** The first run after this time. */
export function nextRun(currency: Currency, atMs: number): number {
  const today = dateAt(currency, atMs)
  if (isBankingDay(currency, today)) {
    const opening = openingOf(currency, today)
    if (atMs < opening) return opening
    const run = opening + (Math.floor((atMs - opening) / RUN_EVERY_MS) + 1) * RUN_EVERY_MS
    if (run <= lastRunOf(currency, today)) return run
  }
  return openingOf(currency, nextBankingDay(currency, today))
}

/** Whether what this run leaves has to wait for another day. */
export function isLastRun(currency: Currency, atMs: number): boolean {
  return atMs + RUN_EVERY_MS > lastRunOf(currency, dateAt(currency, atMs))
}

/**
 * The run that executes an order taken at this time for this day or later: the same day's next one when it came
 * before the cut-off of a banking day, otherwise the first of the next.
 */
export function runFor(currency: Currency, { atMs, notBefore }: { atMs: number; notBefore: string }): number {
  const today = dateAt(currency, atMs)
  if (notBefore > today) return openingOf(currency, firstBankingDay(currency, notBefore))
  const inTime = isBankingDay(currency, today) && atMs < cutOffOf(currency, today)
  return inTime ? nextRun(currency, atMs) : openingOf(currency, nextBankingDay(currency, today))
}
