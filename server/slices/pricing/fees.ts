import {
  methodFit,
  type ChargedOperation,
  type ChargeMethod,
  type FeeBearer,
} from '../../../contract/charges.ts'
import type { CustomerLevel } from '../../../contract/levels.ts'
import { basisPointsUp, money, type Currency, type Money } from '../../../contract/money.ts'
import { regionFit } from '../../../contract/regions.ts'
import { minorOf, type FeeRule, type FeeSchedule } from './schedules.ts'

/** What a price depends on. Regions are ISO 3166-1 countries; null where none is known. */
export type ChargeQuestion = {
  operation: ChargedOperation
  /** null where the operation has none: money stays inside. */
  method: ChargeMethod | null
  payerRegion: string | null
  payeeRegion: string | null
  /** The payer's; a rule calls it its tier. */
  level: CustomerLevel
  amount: Money
  at: Date
}

/** One fee of one movement: who pays it, and the rule it came from as `v<version>/<rule>`. */
export type FeeLine = { kind: string; amount: Money; rule: string; bearer: 'sender' | 'recipient' }

/**
 * The fee lines of a movement, none where nothing is charged; two where sender and recipient share a fee, the odd
 * minor unit being the sender's. Every fraction of a minor unit is rounded up: rounding never makes money for a payer.
 */
export function feesFor(schedule: FeeSchedule, asked: ChargeQuestion): FeeLine[] {
  const rule = ruleFor(schedule.rules, asked)
  if (!rule) return []
  const { currency } = asked.amount
  const fee = feeOf(rule, asked.amount)
  return partsOf(rule.bearer, fee)
    .filter(({ minor }) => minor > 0n)
    .map(({ bearer, minor }) => ({
      kind: asked.operation,
      amount: money(minor, currency),
      rule: `v${schedule.version}/${rule.id}`,
      bearer,
    }))
}

/**
 * The most specific rule that holds. What counts, in this order: the very method before its family before any; the
 * payee's region (the country before its group before any); the payer's region; the currency; the tier. The first of
 * these in which two rules differ decides, so that no two rules are ever equally specific: two for the same are not
 * published, save those whose times do not overlap.
 */
export function ruleFor(rules: readonly FeeRule[], asked: ChargeQuestion): FeeRule | undefined {
  let best: { rule: FeeRule; fit: number } | undefined
  for (const rule of rules) {
    const fit = fitOf(rule, asked)
    if (fit !== undefined && (!best || fit > best.fit)) best = { rule, fit }
  }
  return best?.rule
}

/** How narrowly a rule holds for a question: digits of base three, the weightiest first; undefined where it does not. */
function fitOf(rule: FeeRule, asked: ChargeQuestion): number | undefined {
  if (rule.operation !== asked.operation || !isValidAt(rule, asked.at)) return undefined
  const digits = [
    methodFit(rule.method, asked.method),
    regionFit(rule.payee_region, asked.payeeRegion),
    regionFit(rule.payer_region, asked.payerRegion),
    exactFit(rule.currency, asked.amount.currency),
    exactFit(rule.tier, asked.level),
  ]
  let fit = 0
  for (const digit of digits) {
    if (digit === undefined) return undefined
    fit = fit * 3 + digit
  }
  return fit
}

function exactFit<Value>(rule: Value | null, asked: Value): 0 | 1 | undefined {
  if (rule === null) return 0
  return rule === asked ? 1 : undefined
}

function isValidAt({ valid_from: from, valid_to: to }: FeeRule, at: Date): boolean {
  return (from === null || Date.parse(from) <= at.getTime()) && (to === null || at.getTime() < Date.parse(to))
}

/** The whole fee of an amount by one rule, in minor units. */
export function feeOf(rule: FeeRule, { minor, currency }: Money): bigint {
  const computed = minorOf(rule.fixed, currency) + basisPointsUp(minor, BigInt(rule.basis_points))
  const least = rule.minimum === null ? 0n : minorOf(rule.minimum, currency)
  const bounded = computed < least ? least : computed
  const most = rule.maximum === null ? bounded : minorOf(rule.maximum, currency)
  return bounded > most ? most : bounded
}

function partsOf(bearer: FeeBearer, fee: bigint): { bearer: 'sender' | 'recipient'; minor: bigint }[] {
  if (bearer !== 'shared') return [{ bearer, minor: fee }]
  const ofRecipient = fee / 2n
  return [
    { bearer: 'sender', minor: fee - ofRecipient },
    { bearer: 'recipient', minor: ofRecipient },
  ]
}

export function sumOf(lines: readonly { amount: Money }[], currency: Currency): Money {
  return money(
    lines.reduce((sum, line) => sum + line.amount.minor, 0n),
    currency,
  )
}

/** The lines one of the two pays. */
export function borneBy(lines: readonly FeeLine[], bearer: FeeLine['bearer']): FeeLine[] {
  return lines.filter(line => line.bearer === bearer)
}
