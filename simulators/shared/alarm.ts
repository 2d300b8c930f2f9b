import type { Clock } from './clock.ts'

/** A timer sleeps at most this long: the clock may be moved, and a timer cannot hold more than 24 days anyway. */
const LONGEST_SLEEP_MS = 60_000

export type Alarm = {
  /** Rings at this time of the simulator's clock, or never. Replaces the time that was set. */
  setFor: (atMs: number | null) => void
  clear: () => void
}

export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined
  const clear = () => clearTimeout(timer)
  return {
    setFor(atMs) {
      clear()
      if (atMs === null) return
      timer = setTimeout(ring, Math.min(Math.max(atMs - clock.now(), 1), LONGEST_SLEEP_MS))
    },
    clear,
  }
}
