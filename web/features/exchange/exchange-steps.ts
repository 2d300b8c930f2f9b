import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { isRecord, isText } from '../../lib/draft-storage.ts'
import { askLater, isCurrencyText, isOneOf, isTextOrNull } from '../../lib/kept-draft.ts'
import { newKey } from '../../lib/order.ts'
import type { ExchangeDraft } from './amount-step.tsx'
import type { Conversion, Quote } from './queries.ts'

/** `key`: under which the order at this price is given, however often it has to be asked for. */
export type ExchangeStep =
  | { name: 'amount' }
  | { name: 'review'; quote: Quote; key: string }
  | { name: 'outcome'; conversion: Conversion }

const keptSteps = ['amount', 'review'] as const

type KeptExchange = { at: (typeof keptSteps)[number]; draft: ExchangeDraft; key: string | null }

export function exchangeDraftOf(
  step: ExchangeStep,
  draft: ExchangeDraft | undefined,
): KeptExchange | undefined {
  if (!draft || step.name === 'outcome') return undefined
  return { at: step.name, draft, key: step.name === 'review' ? step.key : null }
}

export function isKeptExchange(value: unknown): value is KeptExchange {
  return (
    isRecord(value) &&
    isOneOf(keptSteps, value['at']) &&
    isTextOrNull(value['key']) &&
    isExchangeDraft(value['draft'])
  )
}

function isExchangeDraft(value: unknown): value is ExchangeDraft {
  return (
    isRecord(value) &&
    isCurrencyText(value['from']) &&
    isCurrencyText(value['to']) &&
    isText(value['text']) &&
    isOneOf(['send', 'receive'], value['fixed'])
  )
}

/** The step a draft was left at, with a new price; the form where none comes. */
export async function resumeExchange({ at, draft, key }: KeptExchange): Promise<ExchangeStep> {
  const { from, to, text, fixed } = draft
  const amount = readAmount(text, fixed === 'send' ? from : to)
  if (at === 'amount' || typeof amount === 'string') return { name: 'amount' }
  const quote = await api('createQuote', { body: { from, to, amount } }).catch(askLater)
  return quote ? { name: 'review', quote, key: key ?? newKey() } : { name: 'amount' }
}
