import { currencies, type Currency } from '../../../contract/money.ts'
import { bankCalendar } from './calendar.ts'
import type { BankRailDeps } from './deps.ts'

/** How far the holidays of a currency are known. `ended`: not even today's are. */
export type CalendarEnd = {
  currency: Currency
  /** ISO date, the last day without a gap from today. */
  knownUntil: string | null
  daysLeft: number | null
  state: 'known' | 'ends_soon' | 'ended'
}

/** Said so long before: governments publish a year's holidays in the last months of the year before. */
const warnDays = 60
/** From then on it is an alarm: promises reach this far. */
const alarmDays = 14

type Deps = Pick<BankRailDeps, 'years'> & {
  bank: { accounts: Partial<Record<Currency, string>> } | undefined
  clock: { now: () => Date }
}

type Told = (facts: object, text: string) => void

/** Of each currency in which our bank keeps an account for us. */
export function calendarEnds({ bank, years, clock }: Deps): CalendarEnd[] {
  const now = clock.now()
  return currencies
    .filter(currency => bank?.accounts[currency] !== undefined)
    .map(currency => {
      const calendar = bankCalendar(currency, years)
      const knownUntil = calendar.knownUntil(now)
      if (knownUntil === undefined) return { currency, knownUntil: null, daysLeft: null, state: 'ended' }
      const today = Temporal.PlainDate.from(calendar.dayOf(now))
      const { days: daysLeft } = today.until(knownUntil, { largestUnit: 'days' })
      return { currency, knownUntil, daysLeft, state: daysLeft < warnDays ? 'ends_soon' : 'known' }
    })
}

/** Tells the operator every day, louder when promises begin to reach beyond the end. */
export function watchCalendars(deps: Deps & { log: { warn: Told; error: Told } }): void {
  for (const { currency, knownUntil, daysLeft, state } of calendarEnds(deps)) {
    if (state === 'known') continue
    const facts = { currency, knownUntil, daysLeft }
    if (daysLeft === null || daysLeft < alarmDays)
      deps.log.error(facts, 'the bank holidays are not known any further; add them (runbook bank-calendar)')
    else deps.log.warn(facts, 'the bank holidays are not known for long; add them (runbook bank-calendar)')
  }
}
