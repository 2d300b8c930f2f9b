import type { z } from 'zod'
import * as contract from '../../../contract/api/pricing.ts'
import type { Currency } from '../../../contract/money.ts'
import { minorOf } from './schedules.ts'

/** Rules as an operator writes them: what one says nothing about is any, and it holds for everybody. */
export const markupRuleSchema = contract.markupRuleSchema.extend({
  from: contract.markupRuleSchema.shape.from.default(null),
  to: contract.markupRuleSchema.shape.to.default(null),
  from_volume: contract.markupRuleSchema.shape.from_volume.default(null),
})
export type MarkupRule = z.output<typeof markupRuleSchema>
export type MarkupRuleInput = z.input<typeof markupRuleSchema>

export type MarkupSchedule = { version: number; rules: readonly MarkupRule[]; startsAt: Date }

export type Markup = { basisPoints: number; rule: string }

/**
 * The most specific rule: both currencies, then where it comes from, then where it goes to, then any; of several for the
 * same pair the one for the greatest volume that was reached. Else nothing. `volume` in euro cents.
 */
export function markupFor(
  schedule: { version: number; rules: readonly MarkupRule[] },
  { from, to, volume }: { from: Currency; to: Currency; volume: bigint },
): Markup {
  for (const [a, b] of [
    [from, to],
    [from, null],
    [null, to],
    [null, null],
  ] as const) {
    let best: { rule: MarkupRule; least: bigint } | undefined
    for (const rule of schedule.rules) {
      const least = leastVolume(rule)
      if (rule.from === a && rule.to === b && least <= volume && (!best || least > best.least))
        best = { rule, least }
    }
    if (best) return { basisPoints: best.rule.basis_points, rule: `v${schedule.version}/${best.rule.id}` }
  }
  return { basisPoints: 0, rule: `v${schedule.version}/none` }
}

/** In euro cents. */
function leastVolume({ from_volume: text }: MarkupRule): bigint {
  return text === null ? 0n : minorOf(text, 'EUR')
}
