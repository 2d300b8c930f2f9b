import type { Refusal } from '../../platform/errors.ts'

/** What a customer has begun that waits for others, and when each was begun that they took back within two days. */
export type Waiting = { open: number; takenBack: readonly Date[] }

export const nothingWaits: Waiting = { open: 0, takenBack: [] }

const dayMs = 24 * 60 * 60_000

/**
 * Why no more may be begun now. Each writes to somebody who has not asked for it, and one that was taken back has written
 * all the same: begun and taken back in turn, without end, it would be a way to have us write to anybody as often as one
 * likes. So its place is free again only a day after it was begun, and the refusal says when.
 */
export function waitingRefusal(
  { open, takenBack }: Waiting,
  { more, maximum, now }: { more: number; maximum: number; now: Date },
): Refusal | undefined {
  if (open + more > maximum) return { code: 'too_many_waiting', details: { maximum, open } }
  const freeAt = takenBack
    .map(begunAt => begunAt.getTime() + dayMs)
    .filter(at => at > now.getTime())
    .toSorted((one, other) => one - other)
  // So many of the places still taken have to become free, the longest taken first.
  const missing = open + freeAt.length + more - maximum
  const until = missing > 0 ? freeAt[missing - 1] : undefined
  if (until === undefined) return undefined
  return {
    code: 'too_many_waiting',
    details: { maximum, taken_back: freeAt.length, free_at: new Date(until).toISOString() },
    retryAfterSeconds: Math.ceil((until - now.getTime()) / 1_000),
  }
}
