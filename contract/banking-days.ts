import type { Currency } from './money.ts'

/**
 * When banks work, by currency: the days on which the currency's payment system settles. Holidays are data, known
 * completely only for a span of years; beyond it no day is taken for a banking day for certain, because governments
 * move holidays at short notice (China and Kuwait announce each year's in the year before). An operator adds years with
 * a file of the same form (`OKPAY_BANK_CALENDAR_FILE`), see docs/runbooks/bank-calendar.md.
 */
export type BankingYear = {
  currency: Currency
  /** The holidays are complete from this ISO date … */
  from: string
  /** … to this one, inclusive. */
  until: string
  /** Days without settlement besides weekends. */
  holidays: readonly string[]
}

export type BankingRules = {
  /** IANA zone of the payment system. */
  zone: string
  /** Local time by which an order has to be with the bank to be executed the same day. */
  cutOff: string
  /** Days of the week without settlement: 1 is Monday, 7 Sunday. */
  weekend: readonly number[]
}

/** The systems: T2 (EUR), CHAPS/Faster Payments (GBP), Fedwire/ACH (USD), CNAPS (CNY), HK CHATS, Zengin, KASSIP. */
export const bankingRules: Readonly<Record<Currency, BankingRules>> = {
  EUR: { zone: 'Europe/Berlin', cutOff: '15:00', weekend: [6, 7] },
  GBP: { zone: 'Europe/London', cutOff: '15:00', weekend: [6, 7] },
  USD: { zone: 'America/New_York', cutOff: '16:00', weekend: [6, 7] },
  CNY: { zone: 'Asia/Shanghai', cutOff: '16:00', weekend: [6, 7] },
  HKD: { zone: 'Asia/Hong_Kong', cutOff: '16:00', weekend: [6, 7] },
  JPY: { zone: 'Asia/Tokyo', cutOff: '14:00', weekend: [6, 7] },
  KWD: { zone: 'Asia/Kuwait', cutOff: '12:00', weekend: [5, 6] },
}

/** Dates of one year, `01-01 04-03 …`. */
function year(number: number, monthDays: string): string[] {
  return monthDays.split(' ').map(monthDay => `${number}-${monthDay}`)
}

/**
 * Sources: the ECB's T2 closing days; the UK government's bank holidays (England and Wales); the Federal Reserve's
 * holidays (a holiday on a Saturday is not moved, one on a Sunday is); the State Council's notice for 2026; Hong
 * Kong's general holidays as gazetted; Japan's Cabinet Office with the bank holidays of 31 December to 3 January.
 */
export const bankingYears: readonly BankingYear[] = [
  {
    currency: 'EUR',
    from: '2026-01-01',
    until: '2028-12-31',
    holidays: [
      ...year(2026, '01-01 04-03 04-06 05-01 12-25 12-26'),
      ...year(2027, '01-01 03-26 03-29 05-01 12-25 12-26'),
      ...year(2028, '01-01 04-14 04-17 05-01 12-25 12-26'),
    ],
  },
  {
    currency: 'GBP',
    from: '2026-01-01',
    until: '2027-12-31',
    holidays: [
      ...year(2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'),
      ...year(2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'),
    ],
  },
  {
    currency: 'USD',
    from: '2026-01-01',
    until: '2027-12-31',
    holidays: [
      ...year(2026, '01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25'),
      ...year(2027, '01-01 01-18 02-15 05-31 07-05 09-06 10-11 11-11 11-25'),
    ],
  },
  {
    // Weekends that are worked for long holidays are not counted as banking days: settling earlier harms nobody.
    currency: 'CNY',
    from: '2026-01-01',
    until: '2026-12-31',
    holidays: year(
      2026,
      '01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 10-01 10-02 10-05 10-06 10-07',
    ),
  },
  {
    currency: 'HKD',
    from: '2026-01-01',
    until: '2027-12-31',
    holidays: [
      ...year(2026, '01-01 02-17 02-18 02-19 04-03 04-06 04-07 05-01 05-25 06-19 07-01 10-01 10-19 12-25'),
      ...year(2027, '01-01 02-08 02-09 03-26 03-29 04-05 05-13 06-09 07-01 09-16 10-01 10-08 12-27'),
    ],
  },
  {
    currency: 'JPY',
    from: '2026-01-01',
    until: '2027-12-31',
    holidays: [
      ...year(
        2026,
        '01-01 01-02 01-12 02-11 02-23 03-20 04-29 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23 12-31',
      ),
      ...year(
        2027,
        '01-01 01-11 02-11 02-23 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23 12-31',
      ),
    ],
  },
  {
    // Islamic holidays follow the moon and are confirmed days before; only what lies between them is certain.
    currency: 'KWD',
    from: '2026-09-01',
    until: '2026-12-31',
    holidays: [],
  },
]

/**
 * Closed for certain in years whose other holidays are still to be announced: days fixed by law. China: the Regulation
 * on Public Holidays, without what the State Council adds or moves around them, checked against Hong Kong's gazetted
 * days of the same feasts. Kuwait: New Year, National Day, Liberation Day; the Islamic feasts follow the moon.
 */
export const fixedHolidays: Readonly<Partial<Record<Currency, readonly string[]>>> = {
  CNY: year(2027, '01-01 02-05 02-08 04-05 06-09 09-15 10-01'),
  KWD: year(2027, '01-01 02-25 02-26'),
}

/** The calendar of one currency. Days are ISO dates in the payment system's own zone. */
export type BankingDays = {
  rules: BankingRules
  /**
   * Whether the system settles on that day. Undefined where that is not known: a day of no weekend and of no holiday
   * that is certain, in a time whose holidays are not all known.
   */
  isBankingDay(day: string): boolean | undefined
  /** The last day, from `day` on without a gap, whose holidays are known; undefined where those of `day` are not. */
  knownUntil(day: string): string | undefined
}

export function bankingDays(currency: Currency, years: readonly BankingYear[] = bankingYears): BankingDays {
  const rules = bankingRules[currency]
  const known = years.filter(span => span.currency === currency)
  const holidays = new Set(known.flatMap(span => span.holidays))
  const fixed = fixedHolidays[currency] ?? []
  const spanOf = (day: string): BankingYear | undefined =>
    known.find(({ from, until }) => from <= day && day <= until)
  return {
    rules,
    isBankingDay(day) {
      if (rules.weekend.includes(weekdayOf(day)) || holidays.has(day)) return false
      if (spanOf(day)) return true
      return fixed.includes(day) ? false : undefined
    },
    knownUntil(day) {
      let last: string | undefined
      for (let span = spanOf(day); span; span = spanOf(dayAfter(span.until))) last = span.until
      return last
    },
  }
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** 1 is Monday, 7 Sunday, as in ISO 8601. */
function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
}
