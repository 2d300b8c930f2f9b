import { z } from 'zod'
import { stepUpReasons, type StepUpOperation, type StepUpReason } from '../../../contract/api/challenges.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
import type { DomainError, Refusal } from '../../platform/errors.ts'
import { bindingHash, type Binding, type StepUpDisplay, type StepUpRequest } from '../identity/index.ts'
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
} from './step-up.ts'

/**
 * The proof behind an order that takes money out of a wallet: the same for transfers, withdrawals and transfers abroad.
 */

/** Whose order it is besides the payer's: the session that gave it and the challenge it says was passed for it. */
export type Authorization = {
  sessionId: string
  challengeId: string | null
  requestHash: Buffer
  /**
   * The scheduled transfer whose own proof stands behind this one. No request can say this: only the job that carries
   * schedules out.
   */
  standing?: string
}

/** An order that takes money out of a wallet, as far as its proof is concerned. */
export type Order = {
  operation: StepUpOperation
  /** What uses the proof up. */
  id: string
  payerId: string
  /**
   * Who counts as known once they were confirmed. Where the money goes to an address, nobody can be: then it is the
   * order's own id, which no confirmation can name.
   */
  recipientId: string
  amount: Money
  /** Everything besides the fee that makes it this order and no other. */
  bound: Binding
  authorization: Authorization
  /** Whether it asks for a proof whatever the amount. */
  always: boolean
  now: Date
}

/** What the decision about a proof needs to be read. The challenge only where one is named, so the others pay nothing. */
export function proofRequests(order: Omit<Order, 'bound'>): FactRequest[] {
  const { challengeId } = order.authorization
  const needed = need(stepUpNeed, pairOf(order))
  return challengeId === null ? [needed] : [needed, need(moneyChallenge, challengeId)]
}

function pairOf({ payerId, recipientId, amount }: Pick<Order, 'payerId' | 'recipientId' | 'amount'>): string {
  return pairKey({ customerId: payerId, recipientId, currency: amount.currency })
}

/** The thresholds a decision went by, in minor units, and the challenge it used up. */
export type UsedProof = { amount: bigint; newRecipient: bigint; challengeId: string | null }

export type ProofDecision =
  | { allowed: false; refusal: Refusal }
  | { allowed: true; facts: FactChange[]; stepUp: UsedProof }

/** Whether the money may go without asking, with the proof that was given, or not before there is one. Pure. */
export function decideProof(view: View, order: Order, fee: Money): ProofDecision {
  const needed = view.fact(stepUpNeed, pairOf(order))
  if (!needed) throw new Error('what an order needs is read with every order')
  const { amount, newRecipient } = needed
  const reason = stepUpReason(order.amount, needed, needed)
  if ((reason === null && !order.always) || order.authorization.standing !== undefined)
    return { allowed: true, facts: [], stepUp: { amount, newRecipient, challengeId: null } }
  const challenge = challengeFor(view, order, fee)
  if (!challenge)
    return {
      allowed: false,
      refusal: { code: 'step_up_required', details: { reason, fee: fee.minor.toString() } },
    }
  return {
    allowed: true,
    facts: useOf(challenge, needed, order),
    stepUp: { amount, newRecipient, challengeId: challenge.id },
  }
}

/** What a proof is bound to: nobody else, not a cent more, no other fee, and no other request, down to its note. */
export function bindingOf({ bound }: Pick<Order, 'bound'>, fee: Money): Binding {
  return { ...bound, fee: fee.minor.toString() }
}

function challengeFor(view: View, order: Order, fee: Money): MoneyChallenge | undefined {
  const { challengeId, sessionId } = order.authorization
  if (challengeId === null) return undefined
  const challenge = view.fact(moneyChallenge, challengeId)
  const { payerId: customerId, operation, now } = order
  const hash = bindingHash({ customerId, operation, binding: bindingOf(order, fee) })
  return mayUse(challenge, { customerId, sessionId, hash, now }) ? challenge : undefined
}

/** Used up with the posting, in the same transaction; the recipient needs no proof again for being new. */
function useOf(challenge: MoneyChallenge, needed: StepUpNeed, order: Order): FactChange[] {
  const { id, payerId: customerId, recipientId, now: at } = order
  const confirmation = { customerId, recipientId, challengeId: challenge.id, at }
  const confirms = !needed.confirmed && recipientId !== id
  return [
    change(moneyChallenge, challenge.id, used(challenge, { by: id, at })),
    ...(confirms ? [change(stepUpNeed, pairOf(order), { ...needed, confirmed: true, confirmation })] : []),
  ]
}

const refusalDetails = z.strictObject({ reason: z.enum(stepUpReasons).nullable(), fee: z.string() })

/** What to ask the payer for, from the decision's refusal; undefined for every other error. */
export function proofRequestOf(
  error: DomainError,
  order: Pick<Order, 'operation' | 'amount' | 'bound'>,
  display: Pick<StepUpDisplay, 'recipient' | 'recipient_account' | 'facts'>,
): StepUpRequest | undefined {
  if (error.refusal.code !== 'step_up_required') return undefined
  const parsed = refusalDetails.parse(error.refusal.details)
  const reason: StepUpReason | null = parsed.reason
  const { operation, amount } = order
  const fee = money(BigInt(parsed.fee), amount.currency)
  return {
    operation,
    binding: bindingOf(order, fee),
    display: {
      reason,
      amount: toWireMoney(amount),
      total: toWireMoney(money(amount.minor + fee.minor, amount.currency)),
      ...display,
    },
  }
}
