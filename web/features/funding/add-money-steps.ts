import type { Currency, WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { isRecord, isText } from '../../lib/draft-storage.ts'
import { askLater, isCurrencyText, isOneOf, isTextOrNull } from '../../lib/kept-draft.ts'
import { newKey } from '../../lib/order.ts'
import { queryClient } from '../../lib/queries.ts'
import {
  savedMeansQuery,
  type DepositMethod,
  type DepositOption,
  type DepositPreview,
  type ReviewedDeposit,
  type Way,
} from './queries.ts'

export type AddMoneyStep =
  | { name: 'amount' }
  | { name: 'method'; amount: WireMoney; options: readonly DepositOption[] }
  | { name: 'review'; order: ReviewedDeposit; amount: WireMoney; options: readonly DepositOption[] }

const keptSteps = ['amount', 'method', 'review'] as const
const methods = [
  'card_debit',
  'card_credit',
  'ewallet',
  'bank_transfer',
] as const satisfies readonly DepositMethod[]

/** What is typed and chosen; of a saved card or wallet only which one it is. */
type AddMoneyDraft = {
  at: (typeof keptSteps)[number]
  text: string
  currency: Currency
  way: { method: DepositMethod; saved: string | null } | null
  key: string | null
}

export function addMoneyDraftOf(
  step: AddMoneyStep,
  { text, currency }: { text: string; currency: Currency },
): AddMoneyDraft | undefined {
  if (text === '') return undefined
  if (step.name !== 'review') return { at: step.name, text, currency, way: null, key: null }
  const { way, key } = step.order
  return { at: 'review', text, currency, way: { method: way.method, saved: way.saved?.id ?? null }, key }
}

export function isAddMoneyDraft(value: unknown): value is AddMoneyDraft {
  return (
    isRecord(value) &&
    isOneOf(keptSteps, value['at']) &&
    isText(value['text']) &&
    isCurrencyText(value['currency']) &&
    isTextOrNull(value['key']) &&
    (value['way'] === null || isWay(value['way']))
  )
}

function isWay(value: unknown): value is NonNullable<AddMoneyDraft['way']> {
  return isRecord(value) && isOneOf(methods, value['method']) && isTextOrNull(value['saved'])
}

/** The step a draft was left at, with the ways to pay and their prices asked anew; the step before it otherwise. */
export async function resumeAddMoney(draft: AddMoneyDraft): Promise<AddMoneyStep> {
  const amount = readAmount(draft.text, draft.currency)
  if (draft.at === 'amount' || typeof amount === 'string') return { name: 'amount' }
  const offered = await api('listDepositOptions', { body: { amount } }).catch(askLater)
  if (!offered) return { name: 'amount' }
  const step = { name: 'method', amount, options: offered.data } as const
  const way = draft.way && (await wayOf(draft.way))
  if (!way) return step
  const preview = await priceOf(amount, way).catch(askLater)
  return preview ? { ...step, name: 'review', order: { preview, way, key: draft.key ?? newKey() } } : step
}

export function priceOf(amount: WireMoney, way: Way): Promise<DepositPreview> {
  const by = way.saved ? { payment_method: way.saved.id } : { method: way.method }
  return api('previewDeposit', { body: { amount, ...by } })
}

/** Undefined where the saved card or wallet is not there any more. */
async function wayOf({ method, saved: id }: NonNullable<AddMoneyDraft['way']>): Promise<Way | undefined> {
  if (id === null) return { method, saved: null }
  const listed = await queryClient.ensureQueryData(savedMeansQuery).catch(askLater)
  const saved = listed?.data.find(each => each.id === id && each.status === 'active')
  return saved && { method, saved }
}
