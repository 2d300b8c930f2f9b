import { chargedOperations, limitIntervals } from '../../contract/api/pricing.ts'
import { currencies } from '../../contract/money.ts'
import type { FeeRule, FeeSchedule, LimitRule, LimitSchedule } from '../slices/pricing/index.ts'
import { sentence } from './messages.ts'

/** What `…:publish` reads and `…:show --json` prints: an operator edits the one into the other. */
export function asRules(rules: readonly (FeeRule | LimitRule)[]): string {
  return JSON.stringify(rules, null, 2)
}

/** A fee schedule for a person, with what it leaves free. */
export function renderFees({ version, activatedAt, rules }: FeeSchedule): string {
  const free = chargedOperations.filter(operation => rules.every(rule => rule.operation !== operation))
  return [
    sentence('feesInForce', { version, since: activatedAt.toISOString() }),
    ...rules.map(rule => `  ${renderFee(rule)}`),
    ...free.map(operation => `  ${sentence('freeOfCharge', { operation })}`),
  ].join('\n')
}

function renderFee({ id, operation, currency, fixed, basis_points, minimum, maximum }: FeeRule): string {
  const price = sentence('feeRule', {
    id,
    operation,
    currency: currency ?? sentence('anyCurrency'),
    fixed,
    percent: basis_points / 100,
  })
  const least = minimum === null ? '' : sentence('feeAtLeast', { amount: minimum })
  const most = maximum === null ? '' : sentence('feeAtMost', { amount: maximum })
  return `${price}${least}${most}`
}

/** A limit schedule for a person, with what it leaves unlimited. */
export function renderLimits({ version, activatedAt, rules }: LimitSchedule): string {
  const lines = chargedOperations.flatMap(operation =>
    limitIntervals.map(interval => {
      const rule = rules.find(each => each.operation === operation && each.interval === interval)
      const limited = currencies.filter(currency => rule?.amounts[currency] !== undefined)
      const unlimited = currencies.filter(currency => rule?.amounts[currency] === undefined)
      const amounts = limited.map(currency => `${currency} ${rule?.amounts[currency]}`)
      if (unlimited.length > 0) amounts.push(sentence('unlimited', { currencies: unlimited.join(' ') }))
      return `  ${operation} ${interval}: ${amounts.join(', ')}`
    }),
  )
  return [sentence('limitsInForce', { version, since: activatedAt.toISOString() }), ...lines].join('\n')
}
