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
      await untilWorthAsking(waitMs)
    }
  }
  return send()
}

/** The keys of presses whose answer never came, by what was wanted. */
const unanswered = new Map<string, string>()

/**
 * An order that has no review to keep its key: one press, one key, asked again until there is an answer. The very same
 * wish pressed again after silence is the same order, because the first may have been carried out; `wish` is what
 * tells wishes apart, as data.
 */
export async function pressed<Result>(
  wish: unknown,
  send: (key: string) => Promise<Result>,
): Promise<Result> {
  const name = JSON.stringify(wish)
  const key = unanswered.get(name) ?? newKey()
  unanswered.set(name, key)
  try {
    const result = await order(
      () => send(key),
      () => undefined,
    )
    unanswered.delete(name)
    return result
  } catch (error) {
    if (!isUncertain(error)) unanswered.delete(name)
    throw error
  }
}

/** Until the time is over, or the device has a network again: then the answer is one question away. */
function untilWorthAsking(waitMs: number): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer)
      window.removeEventListener('online', end)
      resolve()
    }
    const timer = setTimeout(end, waitMs)
    window.addEventListener('online', end)
  })
}

/** Answers that say nothing about the outcome: the server had no room, still works on it, or broke meanwhile. */
const inconclusive: readonly ErrorCode[] = ['overloaded', 'idempotency_key_in_use', 'internal_error']

/** Whether it is open what became of the order: no answer, or one that does not say. */
export function isUncertain(error: unknown): boolean {
  return (
    error instanceof NoAnswer || (error instanceof ApiProblem && inconclusive.includes(error.problem.code))
  )
}
