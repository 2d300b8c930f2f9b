import { z } from 'zod'
import { stepUpReasons, type StepUpReason } from '../../../contract/api/challenges.ts'
import { money, toWireMoney, type Money } from '../../../contract/money.ts'
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
import type { TransferCommand } from './decide-transfer.ts'
import type { TransferRow } from './rows.ts'

/** Whose order it is besides the payer's: the session that gave it and the challenge it says was passed for it. */
export type Authorization = { sessionId: string; challengeId: string | null; requestHash: Buffer }

/** What the step-up decision needs to be read. The challenge only where one is named, so the others pay nothing. */
export function stepUpRequests(command: TransferCommand): FactRequest[] {
  const { challengeId } = command.authorization
  const needed = need(stepUpNeed, pairOf(command))
  return challengeId === null ? [needed] : [needed, need(moneyChallenge, challengeId)]
}

function pairOf({ payerId, payeeId, amount }: TransferCommand): string {
  return pairKey({ customerId: payerId, recipientId: payeeId, currency: amount.currency })
}

/**
 * What a proof of a transfer is for: nobody else, not a cent more, no other fee, and no other request, down to its
 * note. The fee stands for the quote: under another schedule the customer would have agreed to something else.
 */
export function transferBinding(command: TransferCommand, fee: Money): Binding {
  const { amount, payeeId, authorization } = command
  return {
    amount: amount.minor.toString(),
    currency: amount.currency,
    fee: fee.minor.toString(),
    payee: payeeId,
    source: 'available',
    request: authorization.requestHash.toString('hex'),
  }
}

export type StepUpDecision =
  | { allowed: false; refusal: Refusal }
  | { allowed: true; facts: FactChange[]; stepUp: NonNullable<TransferRow['stepUp']> }

/** Whether the money may go without asking, with the proof that was given, or not before there is one. Pure. */
export function decideStepUp(view: View, command: TransferCommand, fee: Money): StepUpDecision {
  const needed = view.fact(stepUpNeed, pairOf(command))
  if (!needed) throw new Error('what a transfer needs is read with every transfer')
  const reason = stepUpReason(command.amount, needed, needed)
  const { amount, newRecipient } = needed
  if (reason === null)
    return { allowed: true, facts: [], stepUp: { amount, newRecipient, challengeId: null } }
  const challenge = challengeFor(view, command, fee)
  if (!challenge) return { allowed: false, refusal: refusalOf(reason, fee) }
  return {
    allowed: true,
    facts: useOf(challenge, needed, command),
    stepUp: { amount, newRecipient, challengeId: challenge.id },
  }
}

function challengeFor(view: View, command: TransferCommand, fee: Money): MoneyChallenge | undefined {
  const { challengeId, sessionId } = command.authorization
  if (challengeId === null) return undefined
  const challenge = view.fact(moneyChallenge, challengeId)
  const hash = bindingHash({
    customerId: command.payerId,
    operation: 'transfer',
    binding: transferBinding(command, fee),
  })
  const claim = { customerId: command.payerId, sessionId, hash, now: command.now }
  return mayUse(challenge, claim) ? challenge : undefined
}

/** Used up with the posting, in the same transaction; the recipient needs no proof again for being new. */
function useOf(challenge: MoneyChallenge, needed: StepUpNeed, command: TransferCommand): FactChange[] {
  const confirmation = {
    customerId: command.payerId,
    recipientId: command.payeeId,
    challengeId: challenge.id,
    at: command.now,
  }
  return [
    change(moneyChallenge, challenge.id, used(challenge, { by: command.id, at: command.now })),
    ...(needed.confirmed
      ? []
      : [change(stepUpNeed, pairOf(command), { ...needed, confirmed: true, confirmation })]),
  ]
}

const refusalDetails = z.strictObject({ reason: z.enum(stepUpReasons), fee: z.string() })

function refusalOf(reason: StepUpReason, fee: Money): Refusal {
  return { code: 'step_up_required', details: { reason, fee: fee.minor.toString() } }
}

/** What to ask the payer for, from the decision's refusal; undefined for every other error. */
export function stepUpRequestOf(error: DomainError, command: TransferCommand): StepUpRequest | undefined {
  if (error.refusal.code !== 'step_up_required') return undefined
  const { reason, fee: feeMinor } = refusalDetails.parse(error.refusal.details)
  const { amount } = command
  const fee = money(BigInt(feeMinor), amount.currency)
  return {
    operation: 'transfer',
    binding: transferBinding(command, fee),
    display: {
      reason,
      amount: toWireMoney(amount),
      total: toWireMoney(money(amount.minor + fee.minor, amount.currency)),
      recipient: command.payeeName,
      recipient_account: command.payeeAccount,
    },
  }
}
