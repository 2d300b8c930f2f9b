import type { WireMoney } from '../../contract/money.ts'
import type { Locale } from '../../contract/schemas.ts'
import english from '../messages/sms/en.json' with { type: 'json' }
import chinese from '../messages/sms/zh-CN.json' with { type: 'json' }
import { approvedOperation, type Approval } from './code-approval.ts'
import { moneyText } from './messages.ts'

type Texts = typeof english

/** What a code is for, as the message says it. */
export type CodePurpose = keyof Texts['purposes']

/**
 * What each kind of message needs to know. A message holds no link: whoever taps links in text messages is what
 * fraudsters hope for, so ours never have one.
 */
export type SmsParams = {
  /** `approval`: what the code is for, where it approves something. */
  code: {
    code: string
    minutes: number
    purpose: CodePurpose
    approval?: Approval
  }
  /** Something that may be an attack; `facts` are shown as "label: value". */
  alert: { title: string; facts: readonly { label: string; value: string }[] }
  notice: { title: string }
  /** To a number whose owner may be no customer. */
  invitation: { amount: WireMoney; payer: string; days: number }
}

export type SmsTemplate = keyof SmsParams

/** A text message to one number (E.164) in its owner's language. */
export type Sms = {
  [Template in SmsTemplate]: { to: string; locale: Locale; template: Template; params: SmsParams[Template] }
}[SmsTemplate]

/** Who we are, as messages say it. */
export type SmsOperator = {
  name: string
  /** Where the web application is. */
  publicUrl: string
}

const textsOf: Record<Locale, Texts> = { en: english, 'zh-CN': chinese }

/** What a provider takes at most (Twilio's error 21617), ten parts of a long message. */
const maxLength = 1_600
const maxFactLength = 60

/** The text of a message. Whatever it quotes becomes part of one line. */
export function renderSms(sms: Sms, operator: SmsOperator): string {
  const texts = textsOf[sms.locale]
  const site = new URL(operator.publicUrl).host
  const say = (template: string, facts: Record<string, string>) =>
    fill(template, { operator: operator.name, site, ...facts })
  switch (sms.template) {
    case 'code': {
      const { code, minutes, purpose, approval } = sms.params
      const what = approval ? approved(approval, sms.locale) : texts.purposes[purpose]
      const text = say(texts.code, { code, minutes: String(minutes), purpose: what })
      // Origin-bound one-time code (WICG): browsers offer it on our pages, and on no others.
      return `${text}\n@${new URL(operator.publicUrl).hostname} #${code}`
    }
    case 'alert': {
      const facts = sms.params.facts.map(({ label, value }) => say(texts.fact, { label, value }))
      return say(texts.alert, { title: sms.params.title, facts: facts.join('') }).slice(0, maxLength)
    }
    case 'notice':
      return say(texts.notice, sms.params).slice(0, maxLength)
    case 'invitation': {
      const { amount, payer, days } = sms.params
      const facts = { amount: moneyText(amount, sms.locale), payer, days: String(days) }
      return say(texts.invitation, facts).slice(0, maxLength)
    }
  }
}

/** A message has room for one thing: the money and whose it will be, the account, or else what is done. */
function approved(approval: Approval, locale: Locale): string {
  const { amount, recipient, facts } = approval
  const texts = textsOf[locale]
  if (recipient !== null && amount !== null)
    return fill(texts.payment, { amount: moneyText(amount, locale), recipient })
  const method = facts.find(({ name }) => name === 'payment_method')?.value
  if (recipient !== null && method !== undefined) return fill(texts.payment_method, { method, recipient })
  return approvedOperation(approval, locale)
}

const placeholder = /\{\{(\w+)\}\}/g

/**
 * Control characters and line ends: a quoted name must not begin a line of its own, such as a code's last one. And the
 * space that keeps an amount together: one letter that is not in GSM 03.38 makes a message cost twice, and so do the
 * dots of a masked number.
 */
const notInLine = /[\p{Cc}\p{Zl}\p{Zp}\u00A0]+/gu
const maskingDot = '•'

function fill(text: string, known: Readonly<Record<string, string>>): string {
  return text.replaceAll(placeholder, (_, name: string) => {
    const value = Object.hasOwn(known, name) ? known[name] : undefined
    if (value === undefined) throw new Error(`a text message names {{${name}}}, which it does not have`)
    const line = value.replaceAll(notInLine, ' ').replaceAll(maskingDot, '*')
    return name === 'value' || name === 'recipient' ? shorten(line) : line
  })
}

function shorten(value: string): string {
  const characters = Array.from(value)
  return characters.length > maxFactLength ? `${characters.slice(0, maxFactLength - 1).join('')}…` : value
}
