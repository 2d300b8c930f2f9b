import { z } from 'zod'
import { currencies, type Currency } from '../../../contract/money.ts'

/** Our share of an exchange between two currencies; null stands for any. */
export const markupRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  from: z.enum(currencies).nullable(),
  to: z.enum(currencies).nullable(),
  basis_points: z.number().int().min(0).max(2_000),
})
export type MarkupRule = z.infer<typeof markupRuleSchema>

export type Markup = { basisPoints: number; rule: string }

/** The most specific rule: both currencies, then where it comes from, then where it goes to, then any; else nothing. */
export function markupFor(
  schedule: { version: number; rules: readonly MarkupRule[] },
  from: Currency,
  to: Currency,
): Markup {
  const fits = (rule: MarkupRule, a: Currency | null, b: Currency | null): boolean =>
    rule.from === a && rule.to === b
  for (const [a, b] of [
    [from, to],
    [from, null],
    [null, to],
    [null, null],
  ] as const) {
    const rule = schedule.rules.find(candidate => fits(candidate, a, b))
    if (rule) return { basisPoints: rule.basis_points, rule: `v${schedule.version}/${rule.id}` }
  }
  return { basisPoints: 0, rule: `v${schedule.version}/none` }
}
