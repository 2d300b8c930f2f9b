import { purposeCodes } from '../../../contract/corridors/index.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { isRecord, isText } from '../../lib/draft-storage.ts'
import { askLater, isCurrencyText, isOneOf, isTextOrNull } from '../../lib/kept-draft.ts'
import { newKey } from '../../lib/order.ts'
import { queryClient } from '../../lib/queries.ts'
import type { AmountDraft } from './amount-step.tsx'
import { recipientsQuery, type Quote, type Recipient } from './queries.ts'

/** `key`: under which the order at this price is given, however often it has to be asked for. */
export type AbroadStep =
  | { name: 'recipient' }
  | { name: 'add' }
  | { name: 'amount'; recipient: Recipient }
  | { name: 'review'; quote: Quote; key: string }

const keptSteps = ['amount', 'review'] as const

/** What is typed and where somebody is; a recipient who is being added is not kept. */
type AbroadDraft = {
  at: (typeof keptSteps)[number]
  recipient: string
  amount: AmountDraft
  key: string | null
}

export function abroadDraftOf(step: AbroadStep, amount: AmountDraft): AbroadDraft | undefined {
  if (step.name === 'amount') return { at: 'amount', recipient: step.recipient.id, amount, key: null }
  if (step.name !== 'review') return undefined
  return { at: 'review', recipient: step.quote.recipient.id, amount, key: step.key }
}

export function isAbroadDraft(value: unknown): value is AbroadDraft {
  return (
    isRecord(value) &&
    isOneOf(keptSteps, value['at']) &&
    isText(value['recipient']) &&
    isTextOrNull(value['key']) &&
    isAmountDraft(value['amount'])
  )
}

function isAmountDraft(value: unknown): value is AmountDraft {
  return (
    isRecord(value) &&
    (value['source'] === undefined || isCurrencyText(value['source'])) &&
    isOneOf(['send', 'receive'], value['fixed']) &&
    isText(value['text']) &&
    (value['purpose'] === undefined || isOneOf(purposeCodes, value['purpose'])) &&
    isText(value['message'])
  )
}

/** The step a draft was left at, with recipient and price asked anew; the step before it where they do not come. */
export async function resumeAbroad(draft: AbroadDraft): Promise<AbroadStep> {
  const listed = await queryClient.ensureQueryData(recipientsQuery).catch(askLater)
  const recipient = listed?.data.find(({ id }) => id === draft.recipient)
  if (!recipient) return { name: 'recipient' }
  const { source, fixed, text } = draft.amount
  const amount = source && readAmount(text, fixed === 'send' ? source : recipient.currency)
  if (draft.at === 'amount' || !source || !amount || typeof amount === 'string')
    return { name: 'amount', recipient }
  const body = { recipient: recipient.id, source, fixed, amount }
  const quote = await api('createTransferAbroadQuote', { body }).catch(askLater)
  if (!quote) return { name: 'amount', recipient }
  return { name: 'review', quote, key: draft.key ?? newKey() }
}
