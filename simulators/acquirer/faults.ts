import { z } from 'zod'
import { createRandom } from '../shared/random.ts'

/** When a fault happens: with a probability, at most so many times, and only for requests that begin like `match`. */
const occasionSchema = z.strictObject({
  probability: z.number().min(0).max(1).default(1),
  /** The fault ends after this many hits; `null` keeps it until it is taken away. */
  times: z.int().min(1).nullable().default(null),
  /** Beginning of method and path, such as `POST /v1/checkout/sessions`; empty matches every request. */
  match: z.string().max(200).default(''),
})

const durationMs = z.int().min(0).max(86_400_000)

/**
 * What goes wrong on purpose. Everything left out is off, so that one PUT states the whole condition of a test.
 * The same seed and the same sequence of requests give the same faults.
 */
export const faultsSchema = z.strictObject({
  seed: z.int().min(0).max(4_294_967_295).default(1),
  api: z
    .strictObject({
      latency_ms: durationMs.default(0),
      /** The work is done and kept, then the connection is closed without an answer. */
      lost_answer: occasionSchema.nullable().default(null),
      /** 503 before any work. */
      unavailable: occasionSchema.nullable().default(null),
      /** 429 before any work. */
      rate_limited: occasionSchema.nullable().default(null),
    })
    .prefault({}),
  webhooks: z
    .strictObject({
      paused: z.boolean().default(false),
      delay_ms: durationMs.default(0),
      /** Each event is delivered a second time. */
      duplicate: occasionSchema.nullable().default(null),
      /** The events of one change arrive newest first. */
      out_of_order: occasionSchema.nullable().default(null),
    })
    .prefault({}),
  /** How long a late payment stays open; `null` takes the configured delay. */
  settlement_delay_ms: z.int().min(0).max(2_592_000_000).nullable().default(null),
})

export type Faults = z.output<typeof faultsSchema>
export type Occasion = z.output<typeof occasionSchema>

export type FaultSwitch = {
  current: () => Faults
  replace: (faults: Faults) => void
  /** Whether the fault happens this time. Counts a limited fault down and forgets it after its last time. */
  apiFault: (fault: 'lost_answer' | 'unavailable' | 'rate_limited', request: string) => boolean
  webhookFault: (fault: 'duplicate' | 'out_of_order', eventType: string) => boolean
}

/** `onChange` keeps the new condition, so that it is still there after a restart. */
export function createFaultSwitch(initial: Faults, onChange: (faults: Faults) => void): FaultSwitch {
  let faults = structuredClone(initial)
  let random = createRandom(faults.seed)

  function happens(occasion: Occasion | null, subject: string, end: () => void): boolean {
    if (occasion === null || !subject.startsWith(occasion.match)) return false
    if (random.next() >= occasion.probability) return false
    if (occasion.times === null) return true
    if (occasion.times === 1) end()
    else occasion.times -= 1
    onChange(faults)
    return true
  }

  return {
    current: () => structuredClone(faults),
    replace(next) {
      faults = structuredClone(next)
      random = createRandom(faults.seed)
      onChange(faults)
    },
    apiFault: (fault, request) =>
      happens(faults.api[fault], request, () => {
        faults.api[fault] = null
      }),
    webhookFault: (fault, eventType) =>
      happens(faults.webhooks[fault], eventType, () => {
        faults.webhooks[fault] = null
      }),
  }
}
