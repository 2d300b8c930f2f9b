import type { Money } from '../../../contract/money.ts'
import type { DomainError } from '../../platform/errors.ts'
import type { Binding, StepUpRequest } from '../identity/index.ts'
import type { FactRequest, View } from '../ledger/index.ts'
import {
  bindingOf,
  decideProof,
  proofRequestOf,
  proofRequests,
  type Order,
  type ProofDecision,
} from '../wallet/index.ts'
import type { TransferCommand } from './decide-transfer.ts'

/** The proof of an ordinary transfer to a customer; the wallet's `proof.ts` has what all orders share. */

function orderOf(command: TransferCommand): Order {
  const { id, payerId, payeeId, amount, authorization, now } = command
  return {
    operation: 'transfer',
    id,
    payerId,
    recipientId: payeeId,
    amount,
    bound: {
      amount: amount.minor.toString(),
      currency: amount.currency,
      payee: payeeId,
      source: 'available',
      request: authorization.requestHash.toString('hex'),
    },
    authorization,
    always: false,
    now,
  }
}

/** What the step-up decision needs to be read. */
export function stepUpRequests(command: TransferCommand): FactRequest[] {
  const { id, payerId, payeeId: recipientId, amount, authorization, now } = command
  return proofRequests({
    operation: 'transfer',
    id,
    payerId,
    recipientId,
    amount,
    authorization,
    always: false,
    now,
  })
}

/**
 * What a proof of a transfer is for: nobody else, not a cent more, no other fee, and no other request, down to its
 * note. The fee stands for the quote: under another schedule the customer would have agreed to something else.
 */
export function transferBinding(command: TransferCommand, fee: Money): Binding {
  return bindingOf(orderOf(command), fee)
}

/** Whether the money may go without asking, with the proof that was given, or not before there is one. Pure. */
export function decideStepUp(view: View, command: TransferCommand, fee: Money): ProofDecision {
  return decideProof(view, orderOf(command), fee)
}

/** What to ask the payer for, from the decision's refusal; undefined for every other error. */
export function stepUpRequestOf(error: DomainError, command: TransferCommand): StepUpRequest | undefined {
  return proofRequestOf(error, orderOf(command), {
    recipient: command.payeeName,
    recipient_account: command.payeeAccount,
  })
}
