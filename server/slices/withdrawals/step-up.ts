import type { DomainError } from '../../platform/errors.ts'
import type { StepUpRequest } from '../identity/index.ts'
import { proofRequestOf, type Order } from '../wallet/index.ts'
import type { CreateCommand } from './decide-create.ts'

/**
 * What the proof of a withdrawal is for: this amount in this currency to this account, and no other request. An account
 * counts as known from the first withdrawal to it that was confirmed.
 */
export function orderToProve(
  command: Pick<CreateCommand, 'id' | 'customerId' | 'method' | 'amount' | 'authorization' | 'now'>,
): Order {
  const { id, customerId, method, amount, authorization, now } = command
  return {
    operation: 'withdrawal',
    id,
    payerId: customerId,
    recipientId: method.id,
    amount,
    bound: {
      amount: amount.minor.toString(),
      currency: amount.currency,
      account: method.id,
      source: 'available',
      request: authorization.requestHash.toString('hex'),
    },
    authorization,
    always: false,
    now,
  }
}

/** What to ask the customer for, from the decision's refusal; undefined for every other error. */
export function stepUpRequestOf(error: DomainError, command: CreateCommand): StepUpRequest | undefined {
  return proofRequestOf(error, orderToProve(command), {
    recipient: command.creditor.name,
    recipient_account: command.method.label,
  })
}
