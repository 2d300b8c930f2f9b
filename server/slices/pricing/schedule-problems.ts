import { bearersOf, methodsOf, type ChargedOperation, type LimitInterval } from '../../../contract/charges.ts'
import { customerLevels, type CustomerLevel } from '../../../contract/levels.ts'
import { currencies, exponentOf, parseAmount, type Currency } from '../../../contract/money.ts'
import type { MarkupRule } from './markup.ts'
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
  | { code: 'no_such_method'; rule: string }
  | { code: 'no_such_bearer'; rule: string }
  | { code: 'ends_before_it_starts'; rule: string }
  | { code: 'same_currency'; rule: string }
  | { code: 'not_charged'; rule: string }

/** Every amount must be readable in every currency it may meet; of two rules for the same only one would count. */
export function problemsOfFees(rules: readonly FeeRule[]): ScheduleProblem[] {
  return [
    ...repeated(rules, rule => rule.id).map(rule => ({ code: 'same_id' as const, rule: rule.id })),
    ...rules
      .filter((rule, index) => rules.slice(0, index).some(earlier => isForTheSame(earlier, rule)))
      .map(rule => ({ code: 'same_subject' as const, rule: rule.id })),
    ...rules.flatMap(rule => wordProblems(rule)),
    ...rules.flatMap(rule =>
      (rule.currency === null ? currencies : [rule.currency]).flatMap(currency => problemsIn(rule, currency)),
    ),
  ]
}

/** Two rules that could hold for one movement and are equally specific: nothing would say which of them counts. */
function isForTheSame(one: FeeRule, other: FeeRule): boolean {
  const subjectOf = (rule: FeeRule): string =>
    [rule.operation, rule.method, rule.payer_region, rule.payee_region, rule.currency, rule.tier].join(' ')
  const startOf = (rule: FeeRule): number =>
    rule.valid_from === null ? -Infinity : Date.parse(rule.valid_from)
  const endOf = (rule: FeeRule): number => (rule.valid_to === null ? Infinity : Date.parse(rule.valid_to))
  return subjectOf(one) === subjectOf(other) && startOf(one) < endOf(other) && startOf(other) < endOf(one)
}

function wordProblems(rule: FeeRule): ScheduleProblem[] {
  const { id, operation, method, bearer, valid_from: from, valid_to: to } = rule
  const problems: ScheduleProblem[] = []
  if (method !== null && !methodsOf[operation].includes(method))
    problems.push({ code: 'no_such_method', rule: id })
  if (bearersOf[operation].length === 0) problems.push({ code: 'not_charged', rule: id })
  else if (!bearersOf[operation].includes(bearer)) problems.push({ code: 'no_such_bearer', rule: id })
  if (from !== null && to !== null && Date.parse(from) >= Date.parse(to))
    problems.push({ code: 'ends_before_it_starts', rule: id })
  return problems
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
  const nameOf = (rule: LimitRule): string =>
    [rule.operation, rule.interval, ...(rule.level === null ? [] : [rule.level])].join(' ')
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

/** Of two rules for one pair and one volume only one would count, and nothing is exchanged into itself. */
export function problemsOfMarkups(rules: readonly MarkupRule[]): ScheduleProblem[] {
  const subjectOf = ({ from, to, from_volume: volume }: MarkupRule): string =>
    [from, to, minorOf(volume ?? '0', 'EUR')].join(' ')
  return [
    ...repeated(rules, rule => rule.id).map(rule => ({ code: 'same_id' as const, rule: rule.id })),
    ...repeated(rules, subjectOf).map(rule => ({ code: 'same_subject' as const, rule: rule.id })),
    ...rules.flatMap(({ id: rule, from, to, from_volume: text }): ScheduleProblem[] => [
      ...(from !== null && from === to ? [{ code: 'same_currency' as const, rule }] : []),
      ...(text === null || isAmount(text, 'EUR')
        ? []
        : [{ code: 'not_an_amount' as const, rule, text, currency: 'EUR' as const }]),
    ]),
  ]
}

export type LiftedLimit = {
  operation: ChargedOperation
  interval: LimitInterval
  /** null: for every level. */
  level: CustomerLevel | null
  currency: Currency
}

/**
 * Limits in force that would hold no more, for any level, under the new rules: what is left out is unlimited, and
 * easily forgotten.
 */
export function liftedLimits(inForce: LimitSchedule, rules: readonly LimitRule[]): LiftedLimit[] {
  const intervals = new Map(
    inForce.rules.map(({ operation, interval }) => [`${operation} ${interval}`, { operation, interval }]),
  )
  return Array.from(intervals.values()).flatMap(limit =>
    currencies.flatMap((currency): LiftedLimit[] => {
      const lifted = customerLevels.filter(level => {
        const asked = { ...limit, level, currency }
        return limitOf(inForce, asked) !== null && limitOf({ rules }, asked) === null
      })
      if (lifted.length === customerLevels.length) return [{ ...limit, level: null, currency }]
      return lifted.map(level => ({ ...limit, level, currency }))
    }),
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
