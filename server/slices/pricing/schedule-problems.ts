import type { ChargedOperation, LimitInterval } from '../../../contract/api/pricing.ts'
import { currencies, exponentOf, parseAmount, type Currency } from '../../../contract/money.ts'
import { limitOf, type FeeRule, type LimitRule, type LimitSchedule } from './schedules.ts'

/**
 * What keeps a schedule from being published: no later decision may stumble over a rule, and no rule may stand
 * there without counting. `rule` names the rule as its author does.
 */
export type ScheduleProblem =
  | { code: 'not_an_amount'; rule: string; text: string; currency: Currency }
  | { code: 'minimum_above_maximum'; rule: string; currency: Currency }
  | { code: 'same_id'; rule: string }
  | { code: 'same_subject'; rule: string }

/** Every amount must be readable in every currency it may meet; of two rules for the same only one would count. */
export function problemsOfFees(rules: readonly FeeRule[]): ScheduleProblem[] {
  return [
    ...repeated(rules, rule => rule.id).map(rule => ({ code: 'same_id' as const, rule: rule.id })),
    ...repeated(rules, rule => `${rule.operation} ${rule.currency}`).map(rule => ({
      code: 'same_subject' as const,
      rule: rule.id,
    })),
    ...rules.flatMap(rule =>
      (rule.currency === null ? currencies : [rule.currency]).flatMap(currency => problemsIn(rule, currency)),
    ),
  ]
}

function problemsIn(rule: FeeRule, currency: Currency): ScheduleProblem[] {
  const texts = [rule.fixed, rule.minimum, rule.maximum].filter(text => text !== null)
  const unreadable = texts.filter(text => !isAmount(text, currency))
  if (unreadable.length > 0)
    return unreadable.map(text => ({ code: 'not_an_amount', rule: rule.id, text, currency }))
  const [least, most] = [rule.minimum, rule.maximum].map(text => text && minorOf(text, currency))
  return typeof least === 'bigint' && typeof most === 'bigint' && least > most
    ? [{ code: 'minimum_above_maximum', rule: rule.id, currency }]
    : []
}

export function problemsOfLimits(rules: readonly LimitRule[]): ScheduleProblem[] {
  const nameOf = (rule: LimitRule): string => `${rule.operation} ${rule.interval}`
  return [
    ...repeated(rules, nameOf).map(rule => ({ code: 'same_subject' as const, rule: nameOf(rule) })),
    ...rules.flatMap(rule =>
      currencies.flatMap((currency): ScheduleProblem[] => {
        const text = rule.amounts[currency]
        return text === undefined || isAmount(text, currency)
          ? []
          : [{ code: 'not_an_amount', rule: nameOf(rule), text, currency }]
      }),
    ),
  ]
}

export type LiftedLimit = { operation: ChargedOperation; interval: LimitInterval; currency: Currency }

/** Limits in force that the new rules do not name any more: what is left out is unlimited, and easily forgotten. */
export function liftedLimits(inForce: LimitSchedule, rules: readonly LimitRule[]): LiftedLimit[] {
  return inForce.rules.flatMap(({ operation, interval }) =>
    currencies
      .filter(currency => limitOf(inForce, operation, interval, currency) !== null)
      .filter(currency => limitOf({ ...inForce, rules }, operation, interval, currency) === null)
      .map(currency => ({ operation, interval, currency })),
  )
}

function minorOf(text: string, currency: Currency): bigint | string {
  return parseAmount(text, exponentOf(currency))
}

function isAmount(text: string, currency: Currency): boolean {
  return typeof minorOf(text, currency) === 'bigint'
}

/** The second and later ones of those that have the same key. */
function repeated<Rule>(rules: readonly Rule[], keyOf: (rule: Rule) => string): Rule[] {
  const seen = new Set<string>()
  return rules.filter(rule => {
    const key = keyOf(rule)
    if (seen.has(key)) return true
    seen.add(key)
    return false
  })
}
