import type { ErrorCode } from '../../contract/errors.ts'
import { NoAnswer, ApiProblem } from './problem.ts'

/**
 * A key for one intention; made when the review is shown and kept for every repeat of it. Not `crypto.randomUUID`,
 * which browsers withhold from plain http, where a test edition in a local network is.
 */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

const repeatAfterMs = [1_000, 2_000, 4_000, 8_000]

/**
 * Sends an order that moves money and, when no answer comes, asks again with the same key until there is one: the
 * server does it once and repeats the first outcome. `onUncertain` lets the screen say so meanwhile.
 */
export async function order<Result>(send: () => Promise<Result>, onUncertain: () => void): Promise<Result> {
  for (const waitMs of repeatAfterMs) {
    try {
      return await send()
    } catch (error) {
      if (!isUncertain(error)) throw error
      onUncertain()
      await new Promise(resolve => setTimeout(resolve, waitMs))
    }
  }
  return send()
}

/** Answers that say nothing about the outcome: the server had no room, still works on it, or broke meanwhile. */
const inconclusive: readonly ErrorCode[] = ['overloaded', 'idempotency_key_in_use', 'internal_error']

function isUncertain(error: unknown): boolean {
  return (
    error instanceof NoAnswer || (error instanceof ApiProblem && inconclusive.includes(error.problem.code))
  )
}
