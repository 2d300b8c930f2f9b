/** The only source of the present time. Deciders get it with their command; nobody else reads `Date.now()`. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

/** A clock ahead of the system's by an offset that only grows; used by tests and by the test edition. */
export type TestClock = Clock & {
  advance(milliseconds: number): void
  offsetMs(): number
  setOffset(ms: number): void
}

export function createTestClock(initialOffsetMs = 0): TestClock {
  let offset = initialOffsetMs
  return {
    now: () => new Date(Date.now() + offset),
    advance(milliseconds) {
      if (milliseconds < 0) throw new RangeError('time does not go backwards')
      offset += milliseconds
    },
    offsetMs: () => offset,
    setOffset(ms) {
      offset = Math.max(offset, ms)
    },
  }
}
