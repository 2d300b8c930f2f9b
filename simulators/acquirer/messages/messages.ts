import { toDecimal, type Currency } from '../currencies.ts'
import en from './en.json' with { type: 'json' }
import zhCN from './zh-CN.json' with { type: 'json' }

export const LANGUAGES = ['zh-CN', 'en'] as const

export type Language = (typeof LANGUAGES)[number]
export type MessageKey = keyof typeof en

const MESSAGES: Record<Language, Record<MessageKey, string>> = { en, 'zh-CN': zhCN }

export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string

export function translator(language: Language): Translate {
  return (key, values = {}) =>
    MESSAGES[language][key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

function toLanguage(tag: string): Language | undefined {
  if (/^zh\b/i.test(tag)) return 'zh-CN'
  if (/^en\b/i.test(tag)) return 'en'
  return undefined
}

function fromAcceptLanguage(header: string): Language | undefined {
  const wanted = header
    .split(',')
    .map(entry => {
      const [tag = '', quality] = entry.trim().split(/\s*;\s*q=/)
      return { tag, quality: quality === undefined ? 1 : Number(quality) }
    })
    .toSorted((a, b) => b.quality - a.quality)
  return wanted.map(entry => toLanguage(entry.tag)).find(language => language !== undefined)
}

/** The language asked for in the address, else the session's, else the browser's first that we have, else English. */
export function chooseLanguage(wish: {
  asked: string | undefined
  sessionLocale: string | null
  acceptLanguage: string | undefined
}): Language {
  const asked = wish.asked === undefined ? undefined : toLanguage(wish.asked)
  if (asked) return asked
  if (wish.sessionLocale !== null && wish.sessionLocale !== 'auto')
    return toLanguage(wish.sessionLocale) ?? 'en'
  return fromAcceptLanguage(wish.acceptLanguage ?? '') ?? 'en'
}

function isNumeric(text: string): text is `${number}` {
  return /^\d+(\.\d+)?$/.test(text)
}

/** `1050n, usd` → `USD 10.50`, grouped as the language does. The code, because ¥ and $ stand for several currencies. */
export function formatAmount(language: Language, amount: bigint, currency: Currency): string {
  const decimal = toDecimal(amount, currency)
  if (!isNumeric(decimal)) throw new TypeError(`${decimal} is not an amount`)
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency: currency.toUpperCase(),
    currencyDisplay: 'code',
  }).format(decimal)
}

export function formatTime(language: Language, atMs: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(atMs)
}
