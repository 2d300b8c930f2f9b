import * as fc from 'fast-check'
import { currencies, type Currency } from '../../contract/money.ts'

/** One thing that happens. Numbers choose among what there is (modulo); amounts are minor units. */
export type Happening =
  | { kind: 'deposit'; owner: number; currency: number; amount: bigint }
  | { kind: 'move'; payer: number; payee: number; currency: number; amount: bigint; fee: bigint }
  | { kind: 'place'; owner: number; currency: number; amount: bigint; ttl: number }
  | { kind: 'capture'; hold: number; amount: bigint }
  | { kind: 'release' | 'expire'; hold: number }
  | { kind: 'reverse'; journal: number }
  /** The same request under the same key again, or another under a used key. */
  | { kind: 'repeat' | 'reuse'; command: number }
  | { kind: 'wait'; seconds: number }

/** Rounds of things that happen at the same time, for three customers in three currencies. */
export type Story = Happening[][]

export const storyCurrencies = currencies.slice(0, 3) satisfies readonly Currency[]
export const storyOwners = 3

const small = fc.bigInt(1n, 60n)
/** Which of what there is; the first few often, so that the same thing is asked of one again and again. */
const any = fc.oneof({ weight: 2, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(1_000) })
const owner = fc.nat(storyOwners - 1)
const currency = fc.nat(storyCurrencies.length - 1)

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('deposit' as const), owner, currency, amount: small }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('move' as const),
      payer: owner,
      payee: owner,
      currency,
      amount: small,
      fee: fc.bigInt(0n, 3n),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('place' as const),
      owner,
      currency,
      amount: small,
      ttl: fc.integer({ min: 1, max: 100 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('capture' as const), hold: any, amount: small }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'expire' as const), hold: any }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reverse' as const), journal: any }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('repeat' as const, 'reuse' as const), command: any }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 80 }) }),
  },
)

export const story: fc.Arbitrary<Story> = fc.array(
  fc.array(happening, { minLength: 1, maxLength: 16, size: 'max' }),
  { minLength: 2, maxLength: 8, size: 'max' },
)
