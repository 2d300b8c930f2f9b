import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { isRecord, isText } from '../../lib/draft-storage.ts'
import { askLater, isOneOf, isTextOrNull } from '../../lib/kept-draft.ts'
import { newKey } from '../../lib/order.ts'
import { queryClient } from '../../lib/queries.ts'
import { bankAccountsQuery, usableAccounts, type BankAccount, type ReviewedWithdrawal } from './queries.ts'

export type WithdrawStep =
  | { name: 'account' }
  | { name: 'add' }
  | { name: 'amount'; account: BankAccount }
  | { name: 'review'; order: ReviewedWithdrawal }

const keptSteps = ['amount', 'review'] as const

/** What is typed and where somebody is; a bank account that is being added is not kept, its number is nobody's business. */
type WithdrawDraft = { at: (typeof keptSteps)[number]; account: string; text: string; key: string | null }

export function withdrawDraftOf(step: WithdrawStep, text: string): WithdrawDraft | undefined {
  if (step.name === 'amount') return { at: 'amount', account: step.account.id, text, key: null }
  if (step.name !== 'review') return undefined
  return { at: 'review', account: step.order.account.id, text, key: step.order.key }
}

export function isWithdrawDraft(value: unknown): value is WithdrawDraft {
  return (
    isRecord(value) &&
    isOneOf(keptSteps, value['at']) &&
    isText(value['account']) &&
    isText(value['text']) &&
    isTextOrNull(value['key'])
  )
}

/** The step a draft was left at, with account and price asked anew; the step before it where they do not come. */
export async function resumeWithdraw({ at, account: id, text, key }: WithdrawDraft): Promise<WithdrawStep> {
  const listed = await queryClient.ensureQueryData(bankAccountsQuery).catch(askLater)
  const account = listed && usableAccounts(listed.data).find(each => each.id === id)
  if (!account) return { name: 'account' }
  const amount = readAmount(text, account.details.currency)
  if (at === 'amount' || typeof amount === 'string') return { name: 'amount', account }
  const preview = await api('previewWithdrawal', { body: { payment_method: id, amount } }).catch(askLater)
  if (!preview || preview.obstacle) return { name: 'amount', account }
  return { name: 'review', order: { account, preview, key: key ?? newKey() } }
}
