import { exponentOf, formatAmount, parseAmount, type Currency, type WireMoney } from '../../contract/money.ts'
import type { Language } from './preferences.ts'

/**
 * Of the reader's language, the variant their browser asks for: who reads English in London expects 22 Nov, not
 * Nov 22.
 */
function localeOf(language: Language): string {
  const wanted = language.slice(0, 2)
  return navigator.languages.find(tag => tag.toLowerCase().startsWith(wanted)) ?? language
}

/** Making an Intl format costs far more than using it, and lists use the same few again and again. */
const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`
  const known = numberFormats.get(key) ?? new Intl.NumberFormat(localeOf(language), options)
  numberFormats.set(key, known)
  return known
}

function dateFormat(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`
  const known = dateFormats.get(key) ?? new Intl.DateTimeFormat(localeOf(language), options)
  dateFormats.set(key, known)
  return known
}

/** How an amount is put together for display: `+`, `1,234`, `.50`; joined it is the whole figure. */
export type AmountParts = { sign: string; whole: string; fraction: string }

/**
 * Grouped as the language does, with exactly the decimals of the currency. Intl reads the decimal string itself,
 * so no amount ever passes through a floating-point number, however large it is.
 */
export function amountParts(money: WireMoney, language: Language, sign: boolean): AmountParts {
  const digits = exponentOf(money.currency)
  const format = numberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: sign ? 'exceptZero' : 'auto',
  })
  const result: AmountParts = { sign: '', whole: '', fraction: '' }
  for (const { type, value } of format.formatToParts(decimal(money.value))) {
    if (type === 'minusSign') result.sign = '−'
    else if (type === 'plusSign') result.sign = '+'
    else if (type === 'decimal' || type === 'fraction') result.fraction += value
    else result.whole += value
  }
  return result
}

/**
 * `1234.5` EUR → `1,234.50 EUR`. The code follows the figure in every language: ¥ may be yuan or yen and $ one of
 * twenty dollars, and figures under each other align only if nothing stands before them.
 */
export function formatMoney(money: WireMoney, language: Language, options: { sign?: boolean } = {}): string {
  const { sign, whole, fraction } = amountParts(money, language, options.sign ?? false)
  return `${sign}${whole}${fraction}\u00A0${money.currency}`
}

/** Intl's type wants the template `${number}`, which is what this pattern accepts. */
function decimal(value: string): `${number}` {
  if (!isDecimal(value)) throw new RangeError(`not an amount: ${value}`)
  return value
}

function isDecimal(value: string): value is `${number}` {
  return /^-?[0-9]+(\.[0-9]+)?$/.test(value)
}

export function currencyName(currency: Currency, language: Language): string {
  return new Intl.DisplayNames(language, { type: 'currency' }).of(currency) ?? currency
}

export function formatNumber(
  value: number,
  language: Language,
  options: Intl.NumberFormatOptions = {},
): string {
  return numberFormat(language, options).format(value)
}

/** Basis points as a share: 125 → `1.25%`. */
export function formatBasisPoints(basisPoints: number, language: Language): string {
  return formatNumber(basisPoints / 10_000, language, { style: 'percent', maximumFractionDigits: 2 })
}

export function formatList(items: readonly string[], language: Language): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items)
}

export function formatTime(iso: string, language: Language): string {
  return dateFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}

/** As short as it can be in a list: the time today, the day this year, with the year before that. */
export function formatWhen(iso: string, language: Language): string {
  const at = new Date(iso)
  const now = new Date()
  if (localDay(at) === localDay(now)) return formatClock(iso, language)
  const sameYear = at.getFullYear() === now.getFullYear()
  return dateFormat(language, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? { hour: 'numeric', minute: '2-digit' } : { year: 'numeric' }),
  }).format(at)
}

/** With seconds: steps of a timeline often follow each other within one minute. */
export function formatExactTime(iso: string, language: Language): string {
  return dateFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso))
}

export function formatClock(iso: string, language: Language): string {
  return dateFormat(language, { timeStyle: 'short' }).format(new Date(iso))
}

export function formatDate(iso: string, language: Language): string {
  return dateFormat(language, { dateStyle: 'long' }).format(new Date(iso))
}

/** `Today`, `Yesterday`, else weekday and date, as a heading above what happened that day. */
export function formatDay(day: string, today: string, language: Language): string {
  const distance = Math.round((Date.parse(day) - Date.parse(today)) / dayMs)
  if (distance === 0 || distance === -1) {
    const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(distance, 'day')
    return words.charAt(0).toLocaleUpperCase(language) + words.slice(1)
  }
  return dateFormat(language, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    // A calendar day has no zone; reading it in the reader's would move it.
    timeZone: 'UTC',
    ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
  }).format(new Date(day))
}

const dayMs = 86_400_000

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

export function negated(money: WireMoney): WireMoney {
  return { ...money, value: formatAmount(-minorOf(money), exponentOf(money.currency)) }
}
