import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { isRecord, isText } from '../../lib/draft-storage.ts'
import { askLater, isCurrencyText, isOneOf, isTextOrNull } from '../../lib/kept-draft.ts'
import { newKey } from '../../lib/order.ts'
import type { AmountDraft } from './amount-step.tsx'
import type { ReviewedInvitation } from './invite-flow.tsx'
import type { ChosenRecipient, ReviewedTransfer, Transfer } from './queries.ts'
import type { Invitation } from './queries-later.ts'

export type SendStep =
  | { name: 'recipient' }
  | { name: 'amount'; recipient: ChosenRecipient }
  | { name: 'review'; order: ReviewedTransfer }
  | { name: 'invite'; address: string }
  | { name: 'inviteReview'; address: string; reviewed: ReviewedInvitation }
  | { name: 'invited'; sent: Invitation }
  | { name: 'outcome'; transfer: Transfer; order: ReviewedTransfer }

const keptSteps = ['recipient', 'amount', 'review', 'invite', 'inviteReview'] as const

/**
 * What somebody has typed and where they are. The key goes along: an order that was under way when the page was loaded
 * anew is the same order when it is pressed again.
 */
export type SendDraft = {
  at: (typeof keptSteps)[number]
  identifier: string
  amount: AmountDraft | null
  key: string | null
}

/** Undefined where there is nothing to keep: nothing is typed yet, or it is done. */
export function sendDraftOf(
  step: SendStep,
  { identifier, amount }: { identifier: string; amount: AmountDraft | undefined },
): SendDraft | undefined {
  if (!isOneOf(keptSteps, step.name)) return undefined
  if (step.name === 'recipient' && identifier.trim() === '' && !amount) return undefined
  return { at: step.name, identifier, amount: amount ?? null, key: keyOf(step) }
}

function keyOf(step: SendStep): string | null {
  if (step.name === 'review') return step.order.key
  return step.name === 'inviteReview' ? step.reviewed.key : null
}

export function isSendDraft(value: unknown): value is SendDraft {
  return (
    isRecord(value) &&
    isOneOf(keptSteps, value['at']) &&
    isText(value['identifier']) &&
    isTextOrNull(value['key']) &&
    (value['amount'] === null || isAmountDraft(value['amount']))
  )
}

export function isAmountDraft(value: unknown): value is AmountDraft {
  return (
    isRecord(value) && isText(value['text']) && isText(value['note']) && isCurrencyText(value['currency'])
  )
}

/**
 * The step a draft was left at, with recipient and price asked anew. Where one of them is refused or not answered, the
 * step before it: there the same question is pressed again and says why.
 */
export async function resumeSend(draft: SendDraft): Promise<SendStep> {
  const address = draft.identifier.trim()
  if (draft.at === 'recipient') return { name: 'recipient' }
  if (draft.at === 'invite') return { name: 'invite', address }
  if (draft.at === 'inviteReview') return await resumeInvitation(draft, address)
  const masked = await api('lookUpRecipient', { body: { recipient: address } }).catch(askLater)
  if (!masked) return { name: 'recipient' }
  const recipient = { identifier: address, masked }
  const wish = draft.at === 'review' ? wishOf(draft) : undefined
  if (!wish) return { name: 'amount', recipient }
  const { amount, note, key } = wish
  const preview = await api('previewTransfer', { body: { recipient: address, amount } }).catch(askLater)
  if (!preview || preview.obstacle) return { name: 'amount', recipient }
  return { name: 'review', order: { recipient, preview, note, key } }
}

async function resumeInvitation(draft: SendDraft, address: string): Promise<SendStep> {
  const wish = wishOf(draft)
  if (!wish) return { name: 'invite', address }
  const { amount, note, key } = wish
  const preview = await api('previewInvitation', { body: { recipient: address, amount } }).catch(askLater)
  if (!preview || preview.obstacle) return { name: 'invite', address }
  return { name: 'inviteReview', address, reviewed: { preview, note, key } }
}

function wishOf({ amount: typed, key }: SendDraft) {
  const amount = typed && readAmount(typed.text, typed.currency)
  if (!typed || !amount || typeof amount === 'string') return undefined
  return { amount, note: typed.note.trim(), key: key ?? newKey() }
}
