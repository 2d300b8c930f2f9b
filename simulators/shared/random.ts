/**
 * A small deterministic generator (mulberry32), uniform in [0, 1): enough to repeat a test run by its seed, not for
 * secrets. `state` can be kept and given again, so that a run that was interrupted goes on as it would have.
 */
export type Random = { next: () => number; state: () => number }

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return {
    state: () => state,
    next() {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
    },
  }
}
