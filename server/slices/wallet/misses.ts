import { RateLimiterMemory } from 'rate-limiter-flexible'
import { DomainError } from '../../platform/errors.ts'

/**
 * How often a customer may name somebody nobody knows. Whoever mistypes does it a few times; whoever tries numbers
 * out to learn who has an account does little else, and orders would serve them as well as look-ups do. The budgets
 * of requests cannot tell the two apart: they are made for people who pay.
 */
const missesPerHour = 30

export type Misses = {
  /** Throws `rate_limited` for whoever has missed too often: nothing is looked up for them, so nothing is told. */
  assertFew(payerId: string): Promise<void>
  count(payerId: string): Promise<void>
}

/** Kept per process, like the budgets of requests; `scale` is theirs. */
export function createMisses(scale: number): Misses {
  const points = Math.ceil(missesPerHour * scale)
  const limiter = new RateLimiterMemory({ points, duration: 3_600 })
  return {
    async assertFew(payerId) {
      const known = await limiter.get(payerId)
      if (known === null || known.consumedPoints < points) return
      throw new DomainError('rate_limited', { retryAfterSeconds: Math.ceil(known.msBeforeNext / 1_000) })
    },
    async count(payerId) {
      // A penalty counts on beyond the limit instead of rejecting.
      await limiter.penalty(payerId, 1)
    },
  }
}
