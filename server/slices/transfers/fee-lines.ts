import { z } from 'zod'
import { money, type Currency } from '../../../contract/money.ts'
import type { FeeLine } from '../pricing/index.ts'

/** Fee lines as they are kept: amounts in minor units as strings. */
const storedLines = z.array(
  z.strictObject({
    kind: z.string(),
    amount: z.string(),
    rule: z.string(),
    bearer: z.enum(['sender', 'recipient']).default('sender'),
  }),
)

export type StoredLine = { kind: string; amount: string; rule: string; bearer: FeeLine['bearer'] }

export function storedLine({ kind, amount, rule, bearer }: FeeLine): StoredLine {
  return { kind, amount: amount.minor.toString(), rule, bearer }
}

export function linesFromStored(stored: unknown, currency: Currency): FeeLine[] {
  return storedLines.parse(stored).map(line => ({ ...line, amount: money(BigInt(line.amount), currency) }))
}
