import type { Currency, Money } from '../../../../contract/money.ts'
import type { StepUpReason } from '../../../../contract/api/challenges.ts'
import type { PairFacts } from './queries.ts'

/** From which amounts on a transfer asks for a proof, in minor units. */
export type Threshold = {
  /** A transfer of more than this asks. */
  amount: bigint
  /** A transfer of more than this asks when the recipient was never confirmed. */
  newRecipient: bigint
}

/**
 * The operator's thresholds: the highest a customer can choose. In euros they are exemption threshold values of PSD2's
 * technical standards (Delegated Regulation 2018/389, annex): 500, the highest there is for credit transfers, and 100,
 * the lowest; in other currencies round amounts near them.
 */
const highest: Record<Currency, Threshold> = {
  CNY: { amount: 4_000_00n, newRecipient: 800_00n },
  USD: { amount: 500_00n, newRecipient: 100_00n },
  EUR: { amount: 500_00n, newRecipient: 100_00n },
  GBP: { amount: 400_00n, newRecipient: 80_00n },
  JPY: { amount: 80_000n, newRecipient: 16_000n },
  HKD: { amount: 4_000_00n, newRecipient: 800_00n },
  KWD: { amount: 150_000n, newRecipient: 30_000n },
}

export function highestThreshold(currency: Currency): Threshold {
  return highest[currency]
}

/** What holds for a customer who chose nothing: every first transfer to somebody asks, whatever the amount. */
export function defaultThreshold(currency: Currency): Threshold {
  return { amount: highest[currency].amount, newRecipient: 0n }
}

/**
 * What holds for a customer. A choice never outlasts the operator's ceiling: what was allowed when it was made may be
 * above it now.
 */
export function thresholdOf(
  currency: Currency,
  chosen: { amount: bigint | null; newRecipient: bigint | null } | undefined,
): Threshold {
  const standard = defaultThreshold(currency)
  const ceiling = highest[currency]
  return {
    amount: lower(chosen?.amount ?? standard.amount, ceiling.amount),
    newRecipient: lower(chosen?.newRecipient ?? standard.newRecipient, ceiling.newRecipient),
  }
}

/** Why a transfer of this amount needs a proof, or null where it needs none. */
export function stepUpReason(
  amount: Money,
  threshold: Threshold,
  { confirmed }: Pick<PairFacts, 'confirmed'>,
): StepUpReason | null {
  if (!confirmed && amount.minor > threshold.newRecipient) return 'new_recipient'
  return amount.minor > threshold.amount ? 'amount_over_threshold' : null
}

/** Whether the first asks less often than the second. */
export function asksLess(one: Threshold, other: Threshold): boolean {
  return one.amount > other.amount || one.newRecipient > other.newRecipient
}

function lower(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
