import en from './messages/doctor/en.json' with { type: 'json' }
import zhCN from './messages/doctor/zh-CN.json' with { type: 'json' }

type Message = keyof typeof en
type Values = Record<string, string | number>

/** What one check found. A warning is worth mending; a problem keeps OKPay from working. */
export type Finding = { state: 'well' | 'warning' | 'problem'; what: string; mend?: string }

const locale = process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || ''
const messages: Record<Message, string> = /^zh/i.test(locale) ? zhCN : en

export function sentence(key: Message, values: Values = {}): string {
  return messages[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export function well(key: Message, values: Values = {}): Finding {
  return { state: 'well', what: sentence(key, values) }
}

export function warning(what: string, mend: string): Finding {
  return { state: 'warning', what, mend }
}

export function problem(what: string, mend: string): Finding {
  return { state: 'problem', what, mend }
}
