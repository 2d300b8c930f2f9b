import { z } from 'zod'
import { currencies, exponentOf, parseAmount, type Currency } from '../../../contract/money.ts'

/** Our share of an exchange between two currencies; null stands for any. */
export const markupRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  from: z.enum(currencies).nullable(),
  to: z.enum(currencies).nullable(),
  /** Holds for who exchanged at least this much in the month, in euros; null: for everybody. */
  from_volume: z
    .string()
    .refine(text => typeof parseAmount(text, exponentOf('EUR')) === 'bigint', 'must be an amount in euros')
    .nullable()
    .default(null),
  basis_points: z.number().int().min(0).max(2_000),
})
export type MarkupRule = z.output<typeof markupRuleSchema>
export type MarkupRuleInput = z.input<typeof markupRuleSchema>

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

function leastVolume({ from_volume: text }: MarkupRule): bigint {
  const parsed = text === null ? 0n : parseAmount(text, exponentOf('EUR'))
  if (typeof parsed !== 'bigint') throw new Error(`a mark-up schedule names ${text}, which is no amount`)
  return parsed
}
