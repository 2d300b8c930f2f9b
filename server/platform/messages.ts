import type { ErrorCode, FieldCode } from '../../contract/errors.ts'
import { exponentOf, isCurrency, type Currency, type WireMoney } from '../../contract/money.ts'
import type { Locale } from '../../contract/schemas.ts'
import english from '../messages/en.json' with { type: 'json' }
import chinese from '../messages/zh-CN.json' with { type: 'json' }

/**
 * Texts people read, by language. A detail is a list of sentences; a sentence whose `{{fact}}` is not known is
 * left out, so that one entry serves refusals with many facts and with none.
 */
type Catalogue = {
  errors: Record<ErrorCode, { title: string; detail: readonly string[] }>
  fields: Record<FieldCode, readonly string[]>
  terms: Record<string, string>
  pages: Record<keyof (typeof english)['pages'], string>
}

const catalogues: Record<Locale, Catalogue> = { en: english, 'zh-CN': chinese }

/** What joins two sentences: Chinese punctuation brings its own space. */
const between: Record<Locale, string> = { en: ' ', 'zh-CN': '' }

/** Facts by name: money as on the wire, times as ISO strings, `…_seconds` as a number, or plain text. */
export type Facts = Readonly<Record<string, unknown>>

export type Reader = { locale: Locale; timeZone: string }

/** Title and detail of a refusal for one reader. */
export function refusalText(
  code: ErrorCode,
  facts: Facts,
  reader: Reader,
): { title: string; detail: string } {
  const { title, detail } = catalogues[reader.locale].errors[code]
  return { title, detail: sentences(detail, facts, reader) }
}

/** What is wrong with one field, for one reader. */
export function fieldText(code: FieldCode, facts: Facts, reader: Reader): string {
  return sentences(catalogues[reader.locale].fields[code], facts, reader)
}

export function pageText(key: keyof Catalogue['pages'], locale: Locale): string {
  return catalogues[locale].pages[key]
}

const placeholder = /\{\{(\w+)\}\}/g

/** Sentences with their facts filled in; one whose fact is not known is left out. */
export function fillSentences(templates: readonly string[], facts: Facts, reader: Reader): string {
  return sentences(templates, facts, reader)
}

function sentences(templates: readonly string[], facts: Facts, reader: Reader): string {
  const filled: string[] = []
  for (const template of templates) {
    let complete = true
    const sentence = template.replaceAll(placeholder, (_, name: string) => {
      const shown = show(name, facts[name], reader)
      if (shown === undefined) complete = false
      return shown ?? ''
    })
    if (complete) filled.push(sentence)
  }
  return filled.join(between[reader.locale])
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

function show(name: string, value: unknown, reader: Reader): string | undefined {
  if (typeof value === 'number')
    return name.endsWith('_seconds')
      ? durationText(value, reader.locale)
      : numberFormat(reader.locale).format(value)
  if (typeof value === 'string')
    return isoTime.test(value) ? timeFormat(reader).format(new Date(value)) : termOf(value, reader.locale)
  return isWireMoney(value) ? written(value, reader.locale) : undefined
}

/** A word of our own vocabulary (`daily`) in the reader's language; any other text as it is. */
function termOf(text: string, locale: Locale): string {
  const { terms } = catalogues[locale]
  return Object.hasOwn(terms, text) ? (terms[text] ?? text) : text
}

type DecimalMoney = { value: Intl.StringNumericLiteral; currency: Currency }

function isWireMoney(value: unknown): value is DecimalMoney {
  if (typeof value !== 'object' || value === null || !('value' in value) || !('currency' in value))
    return false
  return (
    typeof value.value === 'string' &&
    /^-?\d+(\.\d+)?$/.test(value.value) &&
    typeof value.currency === 'string' &&
    isCurrency(value.currency)
  )
}

/**
 * Money as on the wire, the way the website writes it: `1,234.50 EUR`. The code and no sign, in every language: ¥ may be
 * yuan or yen.
 */
export function moneyText(money: WireMoney, locale: Locale): string {
  if (!isWireMoney(money)) throw new RangeError(`not an amount: ${money.value}`)
  return written(money, locale)
}

function written({ value, currency }: DecimalMoney, locale: Locale): string {
  const digits = exponentOf(currency)
  const format = numberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${format.format(value)}\u00A0${currency}`
}

/** Date and time with the name of the zone. */
export function timeText(at: Date, reader: Reader): string {
  return timeFormat(reader).format(at)
}

/** 90 → "1 minute 30 seconds"; whole minutes and hours stay whole, so that nobody has to divide. */
function durationText(totalSeconds: number, locale: Locale): string {
  const rounded = Math.max(1, Math.ceil(totalSeconds))
  const parts = [
    { amount: Math.floor(rounded / 3_600), unit: 'hour' },
    { amount: Math.floor((rounded % 3_600) / 60), unit: 'minute' },
    { amount: rounded % 60, unit: 'second' },
  ].filter(part => part.amount > 0)
  const words = parts
    .slice(0, 2)
    .map(({ amount, unit }) =>
      numberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount),
    )
  return words.join(between[locale])
}

/** Making an Intl format takes some 50 µs, using one takes less than 1: each is made once. */
const numberFormats = new Map<string, Intl.NumberFormat>()
const timeFormats = new Map<string, Intl.DateTimeFormat>()

function numberFormat(locale: Locale, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return remembered(
    numberFormats,
    `${locale} ${JSON.stringify(options)}`,
    () => new Intl.NumberFormat(locale, options),
  )
}

function timeFormat({ locale, timeZone }: Reader): Intl.DateTimeFormat {
  const options = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  } as const
  return remembered(timeFormats, `${locale} ${timeZone}`, () => new Intl.DateTimeFormat(locale, options))
}

function remembered<Format>(formats: Map<string, Format>, key: string, make: () => Format): Format {
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = make()
  formats.set(key, made)
  return made
}
