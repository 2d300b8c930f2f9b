import type { WireMoney } from '../../contract/money.ts'
import type { Locale } from '../../contract/schemas.ts'
import english from '../messages/sms/en.json' with { type: 'json' }
import chinese from '../messages/sms/zh-CN.json' with { type: 'json' }
import { moneyText } from './messages.ts'

type Texts = typeof english

/** What a code is for, as the message says it. */
export type CodePurpose = keyof Texts['purposes']

/**
 * What each kind of message needs to know. A message holds no link: whoever taps links in text messages is what
 * fraudsters hope for, so ours never have one.
 */
export type SmsParams = {
  /** `payment`: what the code confirms, where that is money (PSD2 RTS, article 5). */
  code: {
    code: string
    minutes: number
    purpose: CodePurpose
    payment?: { amount: WireMoney; recipient: string }
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
      const { code, minutes, purpose, payment } = sms.params
      const what = payment
        ? say(texts.payment, {
            amount: moneyText(payment.amount, sms.locale),
            recipient: payment.recipient,
          })
        : texts.purposes[purpose]
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

const placeholder = /\{\{(\w+)\}\}/g

/**
 * Control characters and line ends: a quoted name must not begin a line of its own, such as a code's last one. And the
 * space that keeps an amount together: one letter that is not in GSM 03.38 makes a message cost twice.
 */
const notInLine = /[\p{Cc}\p{Zl}\p{Zp}\u00A0]+/gu

function fill(text: string, known: Readonly<Record<string, string>>): string {
  return text.replaceAll(placeholder, (_, name: string) => {
    const value = Object.hasOwn(known, name) ? known[name] : undefined
    if (value === undefined) throw new Error(`a text message names {{${name}}}, which it does not have`)
    const line = value.replaceAll(notInLine, ' ')
    return name === 'value' ? shorten(line) : line
  })
}

function shorten(value: string): string {
  const characters = Array.from(value)
  return characters.length > maxFactLength ? `${characters.slice(0, maxFactLength - 1).join('')}…` : value
}
