import { grouped } from '../../contract/check-digit.ts'
import type { CodePurpose } from '../../contract/api/factors.ts'
import type { WireMoney } from '../../contract/money.ts'
import type { Locale } from '../../contract/schemas.ts'
import english from '../messages/en.json' with { type: 'json' }
import chinese from '../messages/zh-CN.json' with { type: 'json' }
import { approvalRows, approvedOperation, type Approval } from './code-approval.ts'
import { moneyText, timeText, type Reader } from './messages.ts'

/**
 * What each kind of mail needs to know. Times are ISO strings, numbers are transaction numbers without spaces,
 * counterparties are masked already. What one customer wrote to another (the note of a transfer) is never in a
 * mail: under our name it would be a fraudster's best letterhead.
 */
export type MailParams = {
  /** `phone_end`: the last digits of the number that is being registered with this address. */
  confirm_email: { code: string; link: string; minutes: number; phone_end: string }
  already_registered: { sign_in_url: string }
  /** `approval`: what the code is for, where it approves something. */
  one_time_code: {
    code: string
    minutes: number
    purpose: CodePurpose
    link: string
    approval?: Approval
  }
  /** `new_contact` is masked; `link` undoes the change until `until`. */
  email_replaced: { new_contact: string; time: string; until: string; link: string }
  phone_replaced: { new_contact: string; time: string; until: string; link: string }
  /** To an address somebody else tried to register while its change can be undone; `link` undoes it until `until`. */
  address_kept: { until: string; link: string }
  /** Where the codes of a day are used up: `link` goes on without one until `until`. */
  recovery_link: { until: string; link: string }
  account_closed: { reference: string; time: string; years: number; link: string }
  welcome: { name: string; link: string }
  deposit_succeeded: { amount: WireMoney; credit: WireMoney; number: string; time: string; link: string }
  transfer_sent: {
    amount: WireMoney
    total: WireMoney
    counterparty: string
    number: string
    time: string
    link: string
  }
  /** To an address whose owner may be no customer: what waits for them, and until when. */
  transfer_invitation: { amount: WireMoney; payer: string; days: number; until: string; link: string }
  /** Whatever else a customer is told: title and text are in their language already. */
  notice: {
    title: string
    text: string
    facts: readonly { label: string; value: string }[]
    time: string
    link: string
  }
  transfer_received: { amount: WireMoney; counterparty: string; number: string; time: string; link: string }
}

export type MailTemplate = keyof MailParams

/** Links by which whoever gets an alert can stop what is going on, each good for one use. */
export type AlertLinks = { notMe: string; freeze: string }

/** A mail to one person in their language. */
export type Mail = {
  [Template in MailTemplate]: {
    to: string
    locale: Locale
    template: Template
    params: MailParams[Template]
    /** Makes the Message-ID, so that a mail that had to be sent twice is recognised as one. */
    id?: string
    /** In which times are told; the operator's when absent. */
    timeZone?: string
    /** The customer's anti-phishing phrase, printed at the top. */
    phrase?: string
    alert?: AlertLinks
  }
}[MailTemplate]

export type MailTexts = (typeof english)['mail']
export type Row = keyof MailTexts['rows']

export const mailTexts: Record<Locale, MailTexts> = { en: english.mail, 'zh-CN': chinese.mail }

/** What the template's sentences may name, and what is shown between them. */
export type MailContent = {
  facts: Record<string, string>
  /** In groups of three, for reading it out. */
  code: string | undefined
  rows: readonly (readonly [Row, string])[]
  /** Rows with labels of their own, above the others. */
  labelled?: readonly { label: string; value: string }[]
  link: string
}

export function contentOf(mail: Mail, reader: Reader): MailContent {
  switch (mail.template) {
    case 'confirm_email':
    case 'one_time_code':
      return codeContent(mail, reader)
    case 'deposit_succeeded':
    case 'transfer_sent':
    case 'transfer_received':
    case 'transfer_invitation':
      return moneyContent(mail, reader)
    case 'email_replaced':
    case 'phone_replaced':
    case 'address_kept':
    case 'recovery_link':
    case 'account_closed':
    case 'already_registered':
    case 'welcome':
    case 'notice':
      return accountContent(mail, reader)
  }
}

type CodeMail = Extract<Mail, { template: 'confirm_email' | 'one_time_code' }>
type MoneyMail = Extract<
  Mail,
  { template: 'deposit_succeeded' | 'transfer_sent' | 'transfer_received' | 'transfer_invitation' }
>
type AccountMail = Exclude<Mail, CodeMail | MoneyMail>

const timeRow = (iso: string, reader: Reader) => ['time', timeText(new Date(iso), reader)] as const

function codeContent(mail: CodeMail, reader: Reader): MailContent {
  switch (mail.template) {
    case 'confirm_email': {
      const { code, link, minutes, phone_end } = mail.params
      return {
        facts: { minutes: String(minutes), phone_end },
        code: inThrees(code),
        rows: [],
        link,
      }
    }
    case 'one_time_code': {
      const { code, minutes, purpose, link, approval } = mail.params
      const { code_purposes: purposes } = mailTexts[mail.locale]
      const named = approval ? { purpose: approvedOperation(approval, mail.locale) } : {}
      const facts = { minutes: String(minutes), ...purposes[purpose], ...named }
      const rows = approval ? approvalRows(approval, reader.locale) : []
      return { facts, code: inThrees(code), rows, link }
    }
  }
}

function accountContent(mail: AccountMail, reader: Reader): MailContent {
  const time = (iso: string) => timeRow(iso, reader)
  switch (mail.template) {
    case 'email_replaced':
    case 'phone_replaced': {
      const { new_contact, link, until } = mail.params
      return {
        facts: { new_contact, until: timeText(new Date(until), reader) },
        code: undefined,
        rows: [['new_contact', new_contact], time(mail.params.time)],
        link,
      }
    }
    case 'recovery_link':
    case 'address_kept': {
      const { until, link } = mail.params
      return { facts: { until: timeText(new Date(until), reader) }, code: undefined, rows: [], link }
    }
    case 'account_closed': {
      const { reference, years, link } = mail.params
      return {
        facts: { years: String(years) },
        code: undefined,
        rows: [['reference', reference], time(mail.params.time)],
        link,
      }
    }
    case 'already_registered':
      return { facts: {}, code: undefined, rows: [], link: mail.params.sign_in_url }
    case 'welcome':
      return { facts: { name: mail.params.name }, code: undefined, rows: [], link: mail.params.link }
    case 'notice': {
      const { title, text, facts, link } = mail.params
      return {
        facts: { title, text },
        code: undefined,
        labelled: facts,
        rows: [time(mail.params.time)],
        link,
      }
    }
  }
}

function moneyContent(mail: MoneyMail, reader: Reader): MailContent {
  const amount = (money: WireMoney) => moneyText(money, reader.locale)
  const time = (iso: string) => timeRow(iso, reader)
  switch (mail.template) {
    case 'deposit_succeeded': {
      const { params } = mail
      const credit = amount(params.credit)
      const charged = amount(params.amount)
      const rows = [['credit', credit], ...different('charged', charged, credit)] as const
      return {
        facts: { credit },
        code: undefined,
        rows: [...rows, numberRow(params.number), time(params.time)],
        link: params.link,
      }
    }
    case 'transfer_sent': {
      const { params } = mail
      const facts = {
        amount: amount(params.amount),
        total: amount(params.total),
        counterparty: params.counterparty,
      }
      const rows = [['amount', facts.amount], ...different('total', facts.total, facts.amount)] as const
      return {
        facts,
        code: undefined,
        rows: [...rows, ['recipient', params.counterparty], numberRow(params.number), time(params.time)],
        link: params.link,
      }
    }
    case 'transfer_invitation': {
      const { payer, days, until, link } = mail.params
      const facts = {
        amount: amount(mail.params.amount),
        payer,
        days: String(days),
        until: timeText(new Date(until), reader),
      }
      return {
        facts,
        code: undefined,
        rows: [
          ['amount', facts.amount],
          ['payer', payer],
        ],
        link,
      }
    }
    case 'transfer_received': {
      const { params } = mail
      const facts = { amount: amount(params.amount), counterparty: params.counterparty }
      return {
        facts,
        code: undefined,
        rows: [
          ['amount', facts.amount],
          ['payer', params.counterparty],
          numberRow(params.number),
          time(params.time),
        ],
        link: params.link,
      }
    }
  }
}

function inThrees(code: string): string {
  return code.replaceAll(/(.{3})(?=.)/g, '$1 ')
}

function numberRow(number: string): readonly [Row, string] {
  return ['number', grouped(number)]
}

/** A row that is worth showing only where it differs from another. */
function different(row: Row, value: string, from: string): (readonly [Row, string])[] {
  return value === from ? [] : [[row, value]]
}
