import { z } from 'zod'
import type { Person } from './people.ts'
import type { Operation } from './plan.ts'
import type { World } from './world.ts'

export const corridorsSchema = z.object({
  data: z.array(
    z.object({
      country: z.string(),
      currency: z.string(),
      address: z.boolean(),
      purposes: z.array(z.string()),
      fields: z.array(
        z.object({
          id: z.string(),
          example: z.string(),
          required: z.boolean(),
          choices: z.array(z.string()).nullable(),
        }),
      ),
    }),
  ),
})

export type Corridors = z.output<typeof corridorsSchema>['data']

/** What operations need of each other: what was received may be given back, what was ordered may be canceled. */
export type Played = {
  world: World
  people: readonly Person[]
  corridors: Corridors
  /** Transfers people received, by the receiver. */
  received: Map<string, { transfer: string; value: string; currency: string }[]>
  /** Withdrawals people ordered. */
  withdrawals: Map<string, string[]>
  /** How the program answered, by kind and status or code. */
  outcomes: Map<string, number>
  /** How often a process was killed. */
  kills: number
}

export type Playing = { played: Played; operation: Operation; me: Person; key: string }

/** An amount with two decimals between two whole ones. */
export function amountOf(dice: number, from: number, to: number): string {
  const cents = Math.floor((from + dice * (to - from)) * 100)
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
}
