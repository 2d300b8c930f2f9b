import { z } from 'zod'
import { chargedOperations, limitIntervals, type ChargedOperation } from '../../../contract/api/pricing.ts'
import {
  basisPointsUp,
  currencies,
  exponentOf,
  money,
  parseAmount,
  type Currency,
  type Money,
} from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'

/** A fee: fixed plus basis points of the amount, at least `minimum`, at most `maximum`; decimals of the currency. */
export const feeRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  operation: z.enum(chargedOperations),
  /** null matches every currency; a rule for the very currency wins. */
  currency: z.enum(currencies).nullable(),
  fixed: z.string(),
  basis_points: z.number().int().min(0).max(10_000),
  minimum: z.string().nullable(),
  maximum: z.string().nullable(),
})
export type FeeRule = z.infer<typeof feeRuleSchema>

export const limitRuleSchema = z.strictObject({
  operation: z.enum(chargedOperations),
  interval: z.enum(limitIntervals),
  amounts: z.partialRecord(z.enum(currencies), z.string()),
})
export type LimitRule = z.infer<typeof limitRuleSchema>

export type FeeSchedule = { version: number; rules: readonly FeeRule[]; activatedAt: Date }
export type LimitSchedule = { version: number; rules: readonly LimitRule[]; activatedAt: Date }
export type Schedules = { fees: FeeSchedule; limits: LimitSchedule }

/** One fee of one movement, with the rule it came from. */
export type FeeLine = { kind: string; amount: Money; rule: string }

function minor(text: string, currency: Currency): bigint {
  const parsed = parseAmount(text, exponentOf(currency))
  assertInvariant(typeof parsed === 'bigint', `a schedule names ${text} ${currency}, which is no amount`)
  return parsed
}

/** Fee lines of an operation on an amount, most specific rule first; none where nothing is charged. */
export function feesFor(schedule: FeeSchedule, operation: ChargedOperation, amount: Money): FeeLine[] {
  const matching = schedule.rules.filter(rule => rule.operation === operation)
  const rule =
    matching.find(candidate => candidate.currency === amount.currency) ??
    matching.find(candidate => candidate.currency === null)
  if (!rule) return []
  const computed = minor(rule.fixed, amount.currency) + basisPointsUp(amount.minor, BigInt(rule.basis_points))
  const least = rule.minimum === null ? 0n : minor(rule.minimum, amount.currency)
  const most = rule.maximum === null ? computed : minor(rule.maximum, amount.currency)
  const bounded = computed < least ? least : computed
  const fee = bounded > most && rule.maximum !== null ? most : bounded
  if (fee === 0n) return []
  return [{ kind: operation, amount: money(fee, amount.currency), rule: `v${schedule.version}/${rule.id}` }]
}

export function sumOf(lines: readonly FeeLine[], currency: Currency): Money {
  return money(
    lines.reduce((sum, line) => sum + line.amount.minor, 0n),
    currency,
  )
}

/** The limit in minor units, or null where there is none. */
export function limitOf(
  schedule: LimitSchedule,
  operation: ChargedOperation,
  interval: LimitRule['interval'],
  currency: Currency,
): bigint | null {
  const rule = schedule.rules.find(
    candidate => candidate.operation === operation && candidate.interval === interval,
  )
  const amount = rule?.amounts[currency]
  return amount === undefined ? null : minor(amount, currency)
}
