import { NoAnswer, ApiProblem } from './problem.ts'

/** A key for one intention; made when the review is shown and kept for every repeat of it. */
export function newKey(): string {
  return crypto.randomUUID()
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

function isUncertain(error: unknown): boolean {
  return error instanceof NoAnswer || (error instanceof ApiProblem && error.problem.code === 'overloaded')
}
