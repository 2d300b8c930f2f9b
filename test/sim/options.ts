import { parseArgs } from 'node:util'
import { z } from 'zod'

/** What one simulated month is made of. The same seed orders the same things and meets the same faults. */
export type Options = {
  seed: number
  operations: number
  /** How often a process is killed with -9. */
  kills: number
  days: number
  customers: number
}

const schema = z.object({
  seed: z.coerce.number().int().min(0).max(4_294_967_295).default(1),
  operations: z.coerce.number().int().min(1).max(1_000_000).default(20_000),
  kills: z.coerce.number().int().min(0).max(1_000).default(50),
  days: z.coerce.number().int().min(1).max(60).default(30),
  customers: z.coerce.number().int().min(2).max(5_000).default(400),
})

/** `--seed 7 --operations 300 --kills 3 --days 5 --customers 20`. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      operations: { type: 'string' },
      kills: { type: 'string' },
      days: { type: 'string' },
      customers: { type: 'string' },
    },
  })
  return schema.parse(values)
}
