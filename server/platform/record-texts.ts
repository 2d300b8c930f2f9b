import type { Locale } from '../../contract/schemas.ts'
import english from '../messages/records/en.json' with { type: 'json' }
import chinese from '../messages/records/zh-CN.json' with { type: 'json' }

type Words = Readonly<Record<string, string>>

/** Words of receipts, statements and exports, by language. */
export type RecordTexts = Omit<typeof english, 'kinds' | 'directions' | 'statuses' | 'methods' | 'fees'> &
  Record<'kinds' | 'directions' | 'statuses' | 'methods' | 'fees', Words>

export const recordTexts: Readonly<Record<Locale, RecordTexts>> = { en: english, 'zh-CN': chinese }

/** A code of ours as a word; itself where we have none. */
export function wordOf(words: Words, code: string): string {
  return Object.hasOwn(words, code) ? (words[code] ?? code) : code
}

/** `{{name}}` becomes its value; a name that is not given is a mistake of ours. */
export function fillIn(text: string, values: Words): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new Error(`a text names {{${name}}}, which it is not given`)
    return value
  })
}
