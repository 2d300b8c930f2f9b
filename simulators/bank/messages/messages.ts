import { exponentOf, formatAmount as toDecimal, type Currency } from '../../../contract/money.ts'
import en from './en.json' with { type: 'json' }
import zhCN from './zh-CN.json' with { type: 'json' }

export const LANGUAGES = ['zh-CN', 'en'] as const

export type Language = (typeof LANGUAGES)[number]
export type MessageKey = keyof typeof en
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string>>) => string

const MESSAGES: Record<Language, Record<MessageKey, string>> = { en, 'zh-CN': zhCN }

export function translator(language: Language): Translate {
  return (key, values = {}) =>
    MESSAGES[language][key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

/** The language asked for in the address, else the first of the browser's that begins with zh or en, else English. */
export function chooseLanguage(asked: string | undefined, acceptLanguage: string | undefined): Language {
  const wished = [asked ?? '', ...(acceptLanguage ?? '').split(',')].find(tag => /^\s*(zh|en)\b/i.test(tag))
  return wished !== undefined && /^\s*zh/i.test(wished) ? 'zh-CN' : 'en'
}

function isNumeric(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text)
}

/** `1050n, USD` → `USD 10.50`, grouped as the language does. */
export function formatMoney(language: Language, minor: bigint, currency: Currency): string {
  const decimal = toDecimal(minor, exponentOf(currency))
  if (!isNumeric(decimal)) throw new TypeError(`${decimal} is not an amount`)
  return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'code' }).format(
    decimal,
  )
}

export function formatTime(language: Language, atMs: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(atMs)
}
