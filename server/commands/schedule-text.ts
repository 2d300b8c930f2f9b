import {
  bearersOf,
  chargedOperations,
  limitIntervals,
  type ChargedOperation,
} from '../../contract/charges.ts'
import { customerLevels } from '../../contract/levels.ts'
import { currencies } from '../../contract/money.ts'
import type { FeeRule, FeeSchedule, LimitRule, LimitSchedule } from '../slices/pricing/index.ts'
import { sentence } from './messages.ts'

/** What `…:publish` reads and `…:show --json` prints: an operator edits the one into the other. */
export function asRules(rules: readonly (FeeRule | LimitRule)[]): string {
  return JSON.stringify(rules, null, 2)
}

/** A fee schedule for a person, with what it leaves free. */
export function renderFees({ version, startsAt, rules }: FeeSchedule): string {
  const free = chargedOperations.filter(
    operation => bearersOf[operation].length > 0 && rules.every(rule => rule.operation !== operation),
  )
  return [
    sentence('feesInForce', { version, since: startsAt.toISOString() }),
    ...rules.map(rule => `  ${renderFee(rule)}`),
    ...free.map(operation => `  ${sentence('freeOfCharge', { operation })}`),
  ].join('\n')
}

function renderFee(rule: FeeRule): string {
  const { id, operation, currency, fixed, basis_points, minimum, maximum } = rule
  const price = sentence('feeRule', {
    id,
    operation: operation + conditionsOf(rule),
    currency: currency ?? sentence('anyCurrency'),
    fixed,
    percent: basis_points / 100,
  })
  const least = minimum === null ? '' : sentence('feeAtLeast', { amount: minimum })
  const most = maximum === null ? '' : sentence('feeAtMost', { amount: maximum })
  return `${price}${least}${most}`
}

/** What else a rule depends on, by the names its file has for it. */
function conditionsOf(rule: FeeRule): string {
  const { method, payer_region, payee_region, tier, valid_from, valid_to } = rule
  const bearer = rule.bearer === 'sender' ? null : rule.bearer
  const conditions = { method, payer_region, payee_region, tier, bearer, valid_from, valid_to }
  const named = Object.entries(conditions).filter(([, value]) => value !== null)
  return named.length === 0 ? '' : ` [${named.map(([name, value]) => `${name} ${value}`).join(', ')}]`
}

/** A limit schedule for a person, with what it leaves unlimited. */
export function renderLimits({ version, startsAt, rules }: LimitSchedule): string {
  const levels = [null, ...customerLevels]
  const lines = chargedOperations.flatMap(operation =>
    limitIntervals.flatMap(interval =>
      levels.flatMap(level => {
        const rule = rules.find(
          each => each.operation === operation && each.interval === interval && each.level === level,
        )
        // Without a rule for its level a customer has the one for any; without that one there is no limit.
        if (!rule && (level !== null || !isNamed(rules, operation))) return []
        const limited = currencies.filter(currency => rule?.amounts[currency] !== undefined)
        const unlimited = currencies.filter(currency => rule?.amounts[currency] === undefined)
        const amounts = limited.map(currency => `${currency} ${rule?.amounts[currency]}`)
        if (unlimited.length > 0 && level === null)
          amounts.push(sentence('unlimited', { currencies: unlimited.join(' ') }))
        return [
          `  ${operation} ${interval}${level === null ? '' : ` [level ${level}]`}: ${amounts.join(', ')}`,
        ]
      }),
    ),
  )
  const free = chargedOperations
    .filter(operation => !isNamed(rules, operation))
    .map(operation => `  ${operation}: ${sentence('unlimited', { currencies: currencies.join(' ') })}`)
  return [sentence('limitsInForce', { version, since: startsAt.toISOString() }), ...lines, ...free].join('\n')
}

function isNamed(rules: readonly LimitRule[], operation: ChargedOperation): boolean {
  return rules.some(rule => rule.operation === operation)
}
