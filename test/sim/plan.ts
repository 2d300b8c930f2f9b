import { createRandom } from '../../simulators/shared/random.ts'
import type { Options } from './options.ts'

/** What customers do, with how often of a thousand. Top-ups come more often early, so that there is money to move. */
const shares = {
  top_up_card: 150,
  top_up_bank: 150,
  top_up_ewallet: 80,
  transfer: 290,
  exchange: 90,
  withdraw: 130,
  send_abroad: 50,
  refund: 30,
  cancel_withdrawal: 30,
} as const

export type OperationKind = keyof typeof shares

/** One thing somebody does; `dice` are numbers in [0, 1) that decide its particulars. */
export type Operation = {
  index: number
  kind: OperationKind
  person: number
  other: number
  dice: readonly [number, number, number, number]
}

/** A death by kill -9, `afterMs` after customers begin to order or after the clock begins to move. */
export type Kill = { victim: 'api' | 'worker'; during: 'orders' | 'passing_of_time'; afterMs: number }

export type Step = {
  operations: Operation[]
  kills: Kill[]
  /** By how much the clock moves afterwards. */
  advanceSeconds: number
}

const hoursOfAStep = 3
/** Orders of a step and the work after it take a few seconds. */
const longestWaitMs = 2_500
const kinds = Object.keys(shares).filter(isKind)

function isKind(text: string): text is OperationKind {
  return Object.hasOwn(shares, text)
}

function choose(dice: number, early: boolean): OperationKind {
  // At the beginning people bring money in first.
  if (early) return dice < 0.4 ? 'top_up_card' : dice < 0.85 ? 'top_up_bank' : 'top_up_ewallet'
  let left = dice * 1_000
  for (const kind of kinds) {
    left -= shares[kind]
    if (left < 0) return kind
  }
  return 'transfer'
}

/** The whole month in steps of three hours, from the seed alone. */
export function planMonth(options: Options): Step[] {
  const random = createRandom(options.seed)
  const steps: Step[] = Array.from({ length: Math.ceil((options.days * 24) / hoursOfAStep) }, () => ({
    operations: [],
    kills: [],
    advanceSeconds: hoursOfAStep * 3_600,
  }))
  for (let index = 0; index < options.operations; index += 1) {
    const share = index / options.operations
    const early = share < 0.1 || index < 2 * options.customers
    const step = steps[Math.floor(share * steps.length)]
    const person = Math.floor(random.next() * options.customers)
    step?.operations.push({
      index,
      kind: choose(random.next(), early && random.next() < 0.8),
      person,
      other: (person + 1 + Math.floor(random.next() * (options.customers - 1))) % options.customers,
      dice: [random.next(), random.next(), random.next(), random.next()],
    })
  }
  for (let kill = 0; kill < options.kills; kill += 1) {
    const step = steps[Math.floor(((kill + random.next()) / options.kills) * steps.length)]
    step?.kills.push({
      victim: random.next() < 0.5 ? 'api' : 'worker',
      during: random.next() < 0.5 ? 'orders' : 'passing_of_time',
      afterMs: Math.floor(random.next() * longestWaitMs),
    })
  }
  return steps
}
