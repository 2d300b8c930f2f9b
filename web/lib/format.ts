import { exponentOf, formatAmount, parseAmount, type Currency, type WireMoney } from '../../contract/money.ts'
import type { Language } from './preferences.ts'

/** `1234.5` EUR → `€1,234.50` / `1,234.50 EUR`: grouped by locale, the currency always shown, no float in between. */
export function formatMoney(money: WireMoney, language: Language, options: { sign?: boolean } = {}): string {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: money.currency,
    // In both languages the code is unmistakable; ¥ could be yuan or yen.
    currencyDisplay: 'code',
    signDisplay: options.sign ? 'exceptZero' : 'auto',
  })
  return format.format(decimal(money.value))
}

/** The amount alone, for layouts that show the currency beside it. */
export function formatValue(money: WireMoney, language: Language): string {
  const digits = exponentOf(money.currency)
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return format.format(decimal(money.value))
}

/** Intl reads decimal strings exactly; its type wants the template `${number}`. */
function decimal(value: string): Intl.StringNumericLiteral {
  if (!isDecimal(value)) throw new RangeError(`not an amount: ${value}`)
  return value
}

function isDecimal(value: string): value is Intl.StringNumericLiteral & string {
  return /^-?[0-9]+(\.[0-9]+)?$/.test(value)
}

export function currencyName(currency: Currency, language: Language): string {
  return new Intl.DisplayNames(language, { type: 'currency' }).of(currency) ?? currency
}

export function formatTime(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}

export function formatClock(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(iso))
}

export function formatDay(iso: string, language: Language): string {
  const date = new Date(iso)
  const sameYear = date.getFullYear() === new Date().getFullYear()
  return new Intl.DateTimeFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(date)
}

/** The calendar day of an instant where the reader is, as an ISO date. */
export function localDay(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** Minor units of an amount as the API answers it; it may be negative. */
export function minorOf(money: WireMoney): bigint {
  const parsed = parseAmount(money.value.replace(/^-/, ''), exponentOf(money.currency))
  if (typeof parsed !== 'bigint') throw new RangeError(`not an amount: ${money.value}`)
  return money.value.startsWith('-') ? -parsed : parsed
}

export function isZero(money: WireMoney): boolean {
  return minorOf(money) === 0n
}

export function zeroOf(currency: Currency): WireMoney {
  return { value: formatAmount(0n, exponentOf(currency)), currency }
}
