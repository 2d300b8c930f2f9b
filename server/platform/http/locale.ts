import type { Locale } from '../../../contract/schemas.ts'

/** Browsers send a handful of different headers; the bound keeps a hostile client from filling memory. */
const known = new Map<string, Locale>()
const maxKnown = 200

/**
 * The language to answer in (RFC 9110, section 12.5.4): the most wanted of those we speak; a language we do not
 * speak falls back to English. Without a header, the customer's own language.
 */
export function negotiateLocale(acceptLanguage: string | undefined, fallback: Locale = 'en'): Locale {
  if (acceptLanguage === undefined || acceptLanguage === '') return fallback
  const remembered = known.get(acceptLanguage)
  if (remembered !== undefined) return remembered
  const locale = mostWanted(acceptLanguage)
  if (known.size < maxKnown) known.set(acceptLanguage, locale)
  return locale
}

function mostWanted(header: string): Locale {
  let best: { locale: Locale; weight: number } = { locale: 'en', weight: 0 }
  for (const range of header.slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';')
    const locale = localeOf(tag.trim())
    const weight = weightOf(parameters)
    if (locale !== undefined && weight > best.weight) best = { locale, weight }
  }
  return best.locale
}

function localeOf(tag: string): Locale | undefined {
  if (tag === 'zh' || tag.startsWith('zh-')) return 'zh-CN'
  return tag === 'en' || tag.startsWith('en-') ? 'en' : undefined
}

function weightOf(parameters: readonly string[]): number {
  const quality = parameters.map(parameter => parameter.trim()).find(parameter => parameter.startsWith('q='))
  if (quality === undefined) return 1
  const weight = Number(quality.slice(2))
  return weight >= 0 && weight <= 1 ? weight : 0
}
