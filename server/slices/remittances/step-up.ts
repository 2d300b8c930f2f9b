import { z } from 'zod'
import { stepUpReasons, type StepUpReason } from '../../../contract/api/challenges.ts'
import { toWireMoney } from '../../../contract/money.ts'
import type { DomainError, Refusal } from '../../platform/errors.ts'
import { bindingHash, type Binding, type StepUpRequest } from '../identity/index.ts'
import { change, need, type FactChange, type FactRequest, type View } from '../ledger/index.ts'
import {
  mayUse,
  moneyChallenge,
  pairKey,
  stepUpNeed,
  stepUpReason,
  used,
  type MoneyChallenge,
  type StepUpNeed,
} from '../wallet/index.ts'
import { feeOf, type Quote } from './quote.ts'
import type { Recipient } from './recipient.ts'
import type { Transfer } from './transfer.ts'

/** The session that gave the order, the challenge it says was passed for it, and the order as it was sent. */
export type Authorization = { sessionId: string; challengeId: string | null; requestHash: Buffer }

/** An order at a price that was told, as far as its proof is concerned. */
export type Ordered = { id: string; quote: Quote; authorization: Authorization; now: Date }

/** What the step-up decision needs to be read. */
export function stepUpRequests(order: Ordered): FactRequest[] {
  const { challengeId } = order.authorization
  const needed = need(stepUpNeed, pairOf(order.quote))
  return challengeId === null ? [needed] : [needed, need(moneyChallenge, challengeId)]
}

function pairOf({ customerId, recipientId, total }: Quote): string {
  return pairKey({ customerId, recipientId, currency: total.currency })
}

/** What a proof is for: this price to this recipient, from this balance, and this very request with its message. */
export function bindingOf({ quote, authorization }: Pick<Ordered, 'quote' | 'authorization'>): Binding {
  const { total, receive, recipientId, id } = quote
  return {
    amount: total.minor.toString(),
    currency: total.currency,
    fee: feeOf(quote).minor.toString(),
    receive: receive.minor.toString(),
    receive_currency: receive.currency,
    payee: recipientId,
    source: `available/${total.currency}`,
    quote: id,
    request: authorization.requestHash.toString('hex'),
  }
}

export type StepUpDecision =
  | { allowed: false; refusal: Refusal }
  | { allowed: true; facts: FactChange[]; stepUp: NonNullable<Transfer['stepUp']> }

/** Whether the money may go without asking, with the proof that was given, or not before there is one. Pure. */
export function decideStepUp(view: View, order: Ordered): StepUpDecision {
  const needed = view.fact(stepUpNeed, pairOf(order.quote))
  if (!needed) throw new Error('what a transfer needs is read with every transfer')
  const reason = stepUpReason(order.quote.total, needed, needed)
  const { amount, newRecipient } = needed
  if (reason === null)
    return { allowed: true, facts: [], stepUp: { amount, newRecipient, challengeId: null } }
  const challenge = challengeFor(view, order)
  if (!challenge) return { allowed: false, refusal: { code: 'step_up_required', details: { reason } } }
  return {
    allowed: true,
    facts: useOf(challenge, needed, order),
    stepUp: { amount, newRecipient, challengeId: challenge.id },
  }
}

function challengeFor(view: View, order: Ordered): MoneyChallenge | undefined {
  const { challengeId, sessionId } = order.authorization
  if (challengeId === null) return undefined
  const challenge = view.fact(moneyChallenge, challengeId)
  const { customerId } = order.quote
  const hash = bindingHash({ customerId, operation: 'transfer_abroad', binding: bindingOf(order) })
  return mayUse(challenge, { customerId, sessionId, hash, now: order.now }) ? challenge : undefined
}

/** Used up with the posting, in the same transaction; the recipient needs no proof again for being new. */
function useOf(challenge: MoneyChallenge, needed: StepUpNeed, order: Ordered): FactChange[] {
  const { customerId, recipientId } = order.quote
  const confirmation = { customerId, recipientId, challengeId: challenge.id, at: order.now }
  return [
    change(moneyChallenge, challenge.id, used(challenge, { by: order.id, at: order.now })),
    ...(needed.confirmed
      ? []
      : [change(stepUpNeed, pairOf(order.quote), { ...needed, confirmed: true, confirmation })]),
  ]
}

const refusalDetails = z.strictObject({ reason: z.enum(stepUpReasons) })

/** What to ask the payer for, from the decision's refusal; undefined for every other error. */
export function stepUpRequestOf(
  error: DomainError,
  { order, recipient }: { order: Ordered; recipient: Recipient },
): StepUpRequest | undefined {
  if (error.refusal.code !== 'step_up_required') return undefined
  const reason: StepUpReason = refusalDetails.parse(error.refusal.details).reason
  const { quote } = order
  return {
    operation: 'transfer_abroad',
    binding: bindingOf(order),
    display: {
      reason,
      amount: toWireMoney(quote.receive),
      total: toWireMoney(quote.total),
      recipient: recipient.nameOnOrder,
      recipient_account: `${recipient.country} ${recipient.account}`,
    },
  }
}
