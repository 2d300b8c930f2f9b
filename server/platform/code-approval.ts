import type { StepUpDisplay, StepUpFactName, StepUpOperation } from '../../contract/api/challenges.ts'
import type { WireMoney } from '../../contract/money.ts'
import type { Locale } from '../../contract/schemas.ts'
import english from '../messages/en.json' with { type: 'json' }
import chinese from '../messages/zh-CN.json' with { type: 'json' }
import { moneyText } from './messages.ts'

/**
 * What a code approves, as the screen that asks for it shows it: whoever reads only the message knows what they do
 * (PSD2 RTS, article 5). Numbers and addresses are masked already.
 */
export type Approval = { operation: StepUpOperation } & Pick<
  StepUpDisplay,
  'amount' | 'total' | 'recipient' | 'recipient_account' | 'facts'
>

const operations: Record<Locale, Record<StepUpOperation, string>> = {
  en: english.mail.code_operations,
  'zh-CN': chinese.mail.code_operations,
}

/** What the code does, as a sentence about it goes on: "send money", the same words in a mail and in a text message. */
export function approvedOperation({ operation }: Pick<Approval, 'operation'>, locale: Locale): string {
  return operations[locale][operation]
}

type ApprovalRow = StepUpFactName | 'amount' | 'leaves' | 'recipient' | 'holder' | 'account'

/** One line for each thing that is approved, in the order of the screen. */
export function approvalRows(approval: Approval, locale: Locale): (readonly [ApprovalRow, string])[] {
  const { operation, amount, total, recipient, recipient_account: account, facts } = approval
  // A payment method is its holder's, not paid to them; its line has the account with its country.
  const isMethod = operation === 'add_payment_method'
  const rows: (readonly [ApprovalRow, string | null])[] = [
    ['amount', amount && moneyText(amount, locale)],
    ['leaves', differs(total, amount) ? moneyText(total, locale) : null],
    [isMethod ? 'holder' : 'recipient', recipient],
    ['account', isMethod ? null : account],
    ...facts.map(({ name, value }) => [name, isDay(name) ? dayText(value, locale) : value] as const),
  ]
  return rows.flatMap(([row, value]) => (value === null ? [] : [[row, value] as const]))
}

function differs(total: WireMoney | null, amount: WireMoney | null): total is WireMoney {
  return (
    total !== null && amount !== null && (total.value !== amount.value || total.currency !== amount.currency)
  )
}

function isDay(name: StepUpFactName): boolean {
  return name === 'first_day' || name === 'last_day'
}

/** A calendar day has no zone; noon is that day in the zone it is read in here. */
function dayText(day: string, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  )
}
