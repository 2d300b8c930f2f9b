import en from '../messages/cli/en.json' with { type: 'json' }
import zhCN from '../messages/cli/zh-CN.json' with { type: 'json' }
import invariantsEn from '../messages/invariants/en.json' with { type: 'json' }
import invariantsZhCN from '../messages/invariants/zh-CN.json' with { type: 'json' }

export type CommandMessage = keyof typeof en

type Values = Record<string, string | number>

/** Both languages complete, which the compiler sees to. */
const messages: Record<'en' | 'zh-CN', Record<CommandMessage, string>> = { en, 'zh-CN': zhCN }

type InvariantName = keyof typeof invariantsEn
const invariants: Record<'en' | 'zh-CN', Record<InvariantName, string>> = {
  en: invariantsEn,
  'zh-CN': invariantsZhCN,
}

const locale = process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || ''

/** The language of the terminal this process was started in. */
export const language = /^zh/i.test(locale) ? 'zh-CN' : 'en'

export function sentence(key: CommandMessage, values: Values = {}): string {
  return messages[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** What an invariant says, or its name where no sentence is known. */
export function sentenceOf(invariant: string): string {
  return isKnown(invariant) ? invariants[language][invariant] : invariant
}

function isKnown(invariant: string): invariant is InvariantName {
  return Object.hasOwn(invariantsEn, invariant)
}

/** What keeps a command from doing its work and what the operator can mend. */
export class CommandError extends Error {
  constructor(key: CommandMessage, values: Values = {}, cause?: unknown) {
    super(sentence(key, values), { cause })
  }
}
