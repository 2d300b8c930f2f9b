import { z } from 'zod'
import { createRandom } from '../shared/random.ts'

/** When a fault happens: how likely, how often at most, and only for calls that begin like `match`. */
const occasionSchema = z.strictObject({
  probability: z.number().min(0).max(1).default(1),
  times: z.int().min(1).nullable().default(null),
  /** Beginning of method and path, such as `POST /v1/payments`. */
  match: z.string().max(200).default(''),
})

/** What goes wrong on purpose; what is left out is off. The same seed and calls give the same faults. */
export const faultsSchema = z.strictObject({
  seed: z.int().min(0).max(4_294_967_295).default(1),
  latency_ms: z.int().min(0).max(60_000).default(0),
  /** The work is done and kept, then the connection is closed without an answer. */
  lost_answer: occasionSchema.nullable().default(null),
  /** 503 before any work. */
  unavailable: occasionSchema.nullable().default(null),
  notifications: z
    .strictObject({ paused: z.boolean().default(false), duplicate: z.boolean().default(false) })
    .prefault({}),
})
export type Faults = z.output<typeof faultsSchema>
type Fault = 'lost_answer' | 'unavailable'

export type FaultSwitch = {
  current: () => Faults
  replace: (faults: Faults) => void
  /** Whether the fault happens to this call; a limited one is counted down. */
  strikes: (fault: Fault, call: string) => boolean
}

export function createFaultSwitch(initial: Faults, onChange: (faults: Faults) => void): FaultSwitch {
  let faults = structuredClone(initial)
  let random = createRandom(faults.seed)
  return {
    current: () => structuredClone(faults),
    replace(next) {
      faults = structuredClone(next)
      random = createRandom(faults.seed)
      onChange(faults)
    },
    strikes(fault, call) {
      const occasion = faults[fault]
      if (occasion === null || !call.startsWith(occasion.match)) return false
      if (random.next() >= occasion.probability) return false
      if (occasion.times !== null) {
        const left = occasion.times - 1
        faults = { ...faults, [fault]: left === 0 ? null : { ...occasion, times: left } }
        onChange(faults)
      }
      return true
    },
  }
}
