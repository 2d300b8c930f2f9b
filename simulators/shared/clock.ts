/** The simulator's own time in milliseconds since 1970. It can be moved ahead of the real time, never back. */
export type Clock = {
  now: () => number
  nowSeconds: () => number
  offsetMs: () => number
  /** Sets how far this clock is ahead of the real one. Answers false, and changes nothing, when that would be a step back. */
  moveTo: (offsetMs: number) => boolean
}

export function createClock(initialOffsetMs: number): Clock {
  let offset = initialOffsetMs
  const now = () => Date.now() + offset
  return {
    now,
    nowSeconds: () => Math.floor(now() / 1000),
    offsetMs: () => offset,
    moveTo(offsetMs) {
      // Time that runs backwards would reorder events and un-expire sessions, which no acquirer does.
      if (offsetMs < offset) return false
      offset = offsetMs
      return true
    },
  }
}
