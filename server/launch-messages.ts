import en from './messages/launch/en.json' with { type: 'json' }
import zhCN from './messages/launch/zh-CN.json' with { type: 'json' }

export type LaunchMessage = keyof typeof en

type Values = Record<string, string | number>

/** Both languages complete, which the compiler sees to. */
const messages: Record<'en' | 'zh-CN', Record<LaunchMessage, string>> = { en, 'zh-CN': zhCN }

const locale = process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || ''

/** The language of the terminal this process was started in. */
const terminalLanguage = /^zh/i.test(locale) ? 'zh-CN' : 'en'

export function text(language: 'en' | 'zh-CN', key: LaunchMessage, values: Values = {}): string {
  return messages[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** A sentence in the language of the terminal. */
export function sentence(key: LaunchMessage, values: Values = {}): string {
  return text(terminalLanguage, key, values)
}

/** Says it on stderr, so that stdout holds only what the finished start prints. */
export function say(key: LaunchMessage, values: Values = {}): void {
  process.stderr.write(`${sentence(key, values)}\n`)
}

/** What keeps the program from starting and what the person who starts it can mend; the message is for them. */
export class LaunchError extends Error {
  constructor(key: LaunchMessage, values: Values = {}, cause?: unknown) {
    super(sentence(key, values), { cause })
  }
}

/** Why the data folder, or what lies in it, cannot be written: a full disk is mended in another way than a closed folder. */
export function folderTrouble(folder: string, error: unknown): LaunchError {
  const reason = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const key = code === 'ENOSPC' || code === 'EDQUOT' ? 'diskFull' : 'folderNotWritable'
  return new LaunchError(key, { folder, reason }, error)
}
