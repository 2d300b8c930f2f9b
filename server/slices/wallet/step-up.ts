import { currencies, isCurrency, type Currency } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'
import {
  lockChallenges,
  stepUpFacts,
  storeConfirmed,
  storeUses,
  type ConfirmedRecipient,
  type MoneyChallenge,
  type StepUpFacts,
} from '../identity/index.ts'
import type { FactSource } from '../ledger/index.ts'

/** Whom a customer wants to pay in which currency: the key of `stepUpNeed`. */
export type PaymentPair = { customerId: string; recipientId: string; currency: Currency }

export function pairKey({ customerId, recipientId, currency }: PaymentPair): string {
  return `${customerId}/${recipientId}/${currency}`
}

/** `confirmation` is what a decision of this batch adds: from then on the recipient is confirmed. */
export type StepUpNeed = StepUpFacts & { confirmation: ConfirmedRecipient | null }

/**
 * The payer's thresholds and whether they have confirmed the recipient before. Read in the same packet as everything
 * else a batch reads, so a transfer that needs no proof pays no round trip for knowing that. Only its owner changes a
 * threshold; a lower one holds from the first decision that reads it.
 */
export const stepUpNeed: FactSource<StepUpNeed> = {
  name: 'wallet.step_up_need',
  async read(client, keys) {
    const found = await stepUpFacts(client, keys.map(parseKey))
    return new Map(found.map((facts, index) => [keys[index] ?? '', { ...facts, confirmation: null }]))
  },
  write: changed => [
    storeConfirmed(
      Array.from(changed.values(), ({ confirmation }) => confirmation).filter(each => each !== null),
    ),
  ],
}

function parseKey(key: string): PaymentPair {
  const [customerId = '', recipientId = '', currency = ''] = key.split('/')
  assertInvariant(
    customerId !== '' && recipientId !== '' && isCurrency(currency),
    `malformed key ${key}; currencies are ${currencies.join(', ')}`,
  )
  return { customerId, recipientId, currency }
}

/** Challenges by id, for the few commands that name one; using one up is a change of this fact. */
export const moneyChallenge: FactSource<MoneyChallenge> = {
  name: 'wallet.money_challenge',
  read: (client, ids) => lockChallenges(client, ids),
  write: changed => [storeUses(changed.values())],
}

export { mayUse, stepUpReason, used, type MoneyChallenge, type StepUpFacts } from '../identity/index.ts'
