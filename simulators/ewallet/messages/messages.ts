import en from './en.json' with { type: 'json' }
import zhCN from './zh-CN.json' with { type: 'json' }

export type Language = 'zh-CN' | 'en'
export type MessageKey = keyof typeof en

const messages: Record<Language, Record<MessageKey, string>> = { en, 'zh-CN': zhCN }

export type Translate = (key: MessageKey, values?: Readonly<Record<string, string>>) => string

export function translator(language: Language): Translate {
  return (key, values = {}) =>
    messages[language][key].replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

/** Minor units as people read them, with the code, because ¥ and $ stand for several currencies. */
export function formatAmount(language: Language, minor: string, currency: string): string {
  // Every currency this partner takes has two.
  const decimals = 2
  const padded = minor.padStart(decimals + 1, '0')
  const whole = padded.slice(0, padded.length - decimals)
  const fraction = padded.slice(padded.length - decimals)
  const grouped = new Intl.NumberFormat(language).format(BigInt(whole))
  return `${currency} ${grouped}.${fraction}`
}
