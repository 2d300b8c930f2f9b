import { createHash } from 'node:crypto'
import { z } from 'zod'

const probability = z.number().min(0).max(1).default(1)
/** The fault ends after this many hits; `null` keeps it until it is taken away. */
const times = z.int().min(1).nullable().default(null)
const reasons = (...usual: [string, ...string[]]) =>
  z
    .array(z.string().regex(/^[A-Z0-9]{4}$/))
    .min(1)
    .max(40)
    .default(usual)

const occasion = z.strictObject({ probability, times })

/**
 * What goes wrong on purpose. Everything left out is off, so that one PUT states the whole condition of a test.
 * Whether a fault strikes is read from the seed and the thing it would strike (the end-to-end id of a payment, the
 * number of a file), not from the order of what happens: the same seed meets the same payments with the same fate
 * also when processes are killed in between.
 */
export const faultsSchema = z.strictObject({
  seed: z.int().min(0).max(4_294_967_295).default(1),
  files: z
    .strictObject({
      /** Published up to this much later, by the bank's clock. */
      slow: z
        .strictObject({ probability, times, up_to_ms: z.int().min(1).max(604_800_000).default(14_400_000) })
        .nullable()
        .default(null),
      /** The same bytes again under a new name. */
      repeat: occasion.nullable().default(null),
      /** Held back until a later file is out. */
      mix_order: occasion.nullable().default(null),
      /** One message in several files. */
      split: occasion.nullable().default(null),
      /** Cut off in the middle; the whole follows under the next name. */
      broken: occasion.nullable().default(null),
    })
    .prefault({}),
  payments: z
    .strictObject({
      reject: z
        .strictObject({ probability, times, reasons: reasons('AC01', 'AC04', 'AC06', 'RR04') })
        .nullable()
        .default(null),
      /** Debited, and comes back after 1 to so many banking days. */
      return: z
        .strictObject({
          probability,
          times,
          reasons: reasons('AC04', 'MD07', 'MS03'),
          up_to_days: z.int().min(1).max(60).default(10),
        })
        .nullable()
        .default(null),
      /** No overdraft: what the balance does not cover waits until the last run of the day and is refused. */
      cover_required: z.boolean().default(false),
      recall_refused: occasion.nullable().default(null),
    })
    .prefault({}),
  entries: z
    .strictObject({
      /** No notice tells of the entry, only the statement. */
      lost_notice: occasion.nullable().default(null),
      /** A second message tells of the entries of a run again. */
      repeat: occasion.nullable().default(null),
    })
    .prefault({}),
  /** Connections to the file server and name checks are refused: always, or in some hours of the bank's clock. */
  unreachable: z.strictObject({ probability }).nullable().default(null),
})

export type Faults = z.output<typeof faultsSchema>
type Occasion = z.output<typeof occasion>

/** A number in [0, 1) that depends on nothing but the seed, the fault and the thing. */
export function chanceOf(seed: number, fault: string, subject: string): number {
  const digest = createHash('sha256').update(`${seed}/${fault}/${subject}`).digest()
  return digest.readUIntBE(0, 6) / 2 ** 48
}

export type FaultSwitch = {
  current: () => Faults
  replace: (faults: Faults) => void
  file: (fault: 'repeat' | 'mix_order' | 'split' | 'broken', subject: string) => boolean
  /** How much later a file is published. */
  slowMs: (subject: string) => number
  /** The reason a payment is refused with, or undefined. */
  reject: (endToEnd: string) => string | undefined
  returned: (endToEnd: string) => { reason: string; afterDays: number } | undefined
  recallRefused: (endToEnd: string) => boolean
  coverRequired: () => boolean
  entries: (fault: 'lost_notice' | 'repeat', subject: string) => boolean
  unreachable: (nowMs: number) => boolean
}

const outageMs = 3_600_000

/** `onChange` keeps the new condition, so that it is still there after a restart. */
export function createFaultSwitch(initial: Faults, onChange: (faults: Faults) => void): FaultSwitch {
  let faults = structuredClone(initial)

  function strikes(place: Occasion | null, fault: string, subject: string, end: () => void): boolean {
    if (place === null || chanceOf(faults.seed, fault, subject) >= place.probability) return false
    if (place.times === null) return true
    if (place.times === 1) end()
    else place.times -= 1
    onChange(faults)
    return true
  }

  /** One of a list, or a number up to a limit, also from the seed and the thing. */
  const pick = (fault: string, subject: string, size: number): number =>
    Math.floor(chanceOf(faults.seed, `${fault} which`, subject) * size)

  return {
    current: () => structuredClone(faults),
    replace(next) {
      faults = structuredClone(next)
      onChange(faults)
    },
    file: (fault, subject) =>
      strikes(faults.files[fault], fault, subject, () => {
        faults.files[fault] = null
      }),
    slowMs(subject) {
      const { slow } = faults.files
      const late = strikes(slow, 'slow', subject, () => {
        faults.files.slow = null
      })
      return late && slow ? 1 + pick('slow', subject, slow.up_to_ms) : 0
    },
    reject(endToEnd) {
      const { reject } = faults.payments
      const struck = strikes(reject, 'reject', endToEnd, () => {
        faults.payments.reject = null
      })
      return struck && reject ? reject.reasons[pick('reject', endToEnd, reject.reasons.length)] : undefined
    },
    returned(endToEnd) {
      const { return: back } = faults.payments
      const struck = strikes(back, 'return', endToEnd, () => {
        faults.payments.return = null
      })
      const reason = struck && back ? back.reasons[pick('return', endToEnd, back.reasons.length)] : undefined
      if (!back || reason === undefined) return undefined
      return { reason, afterDays: 1 + pick('return days', endToEnd, back.up_to_days) }
    },
    recallRefused: endToEnd =>
      strikes(faults.payments.recall_refused, 'recall_refused', endToEnd, () => {
        faults.payments.recall_refused = null
      }),
    coverRequired: () => faults.payments.cover_required,
    entries: (fault, subject) =>
      strikes(faults.entries[fault], `entries ${fault}`, subject, () => {
        faults.entries[fault] = null
      }),
    unreachable(nowMs) {
      const { unreachable } = faults
      if (unreachable === null) return false
      return (
        chanceOf(faults.seed, 'unreachable', String(Math.floor(nowMs / outageMs))) < unreachable.probability
      )
    },
  }
}
