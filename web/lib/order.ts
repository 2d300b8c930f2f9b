import type { ErrorCode } from '../../contract/errors.ts'
import { ApiProblem, codeOf, NoAnswer } from './problem.ts'

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

/** Where a form keeps the keys of its own presses, to outlive the page; names are those of wishes. */
export type KeptKeys = {
  get: (name: string) => string | undefined
  set: (name: string, key: string) => void
  delete: (name: string) => void
}

/** Whether this very wish was pressed before and has its key still: what became of it is open. */
export function isOpen(wish: unknown, kept?: KeptKeys): boolean {
  const name = JSON.stringify(wish)
  return unanswered.has(name) || kept?.get(name) !== undefined
}

/**
 * An order that has no review to keep its key: one press, one key, asked again until there is an answer. The very same
 * wish pressed again after silence is the same order, because the first may have been carried out; `wish` is what
 * tells wishes apart, as data. `kept` is told of the key before anything is sent.
 */
export async function pressed<Result>(
  wish: unknown,
  send: (key: string) => Promise<Result>,
  kept?: KeptKeys,
): Promise<Result> {
  const name = JSON.stringify(wish)
  const key = unanswered.get(name) ?? kept?.get(name) ?? newKey()
  unanswered.set(name, key)
  kept?.set(name, key)
  const isAnswered = () => {
    unanswered.delete(name)
    kept?.delete(name)
  }
  try {
    const result = await order(
      () => send(key),
      () => undefined,
    )
    isAnswered()
    return result
  } catch (error) {
    if (!isUncertain(error) && !isBeforeOrder(error)) isAnswered()
    // Nothing more will be told about a key that was used for something else; it ends with the form that shows so.
    if (kept && codeOf(error) === 'idempotency_key_reused') unanswered.delete(name)
    throw error
  }
}

/**
 * Refusals that come before the order is looked at, or because it was given before: what became of an earlier try under
 * the same key they do not say.
 */
const beforeOrder: readonly ErrorCode[] = [
  'not_signed_in',
  'rate_limited',
  'step_up_required',
  'idempotency_key_reused',
]

function isBeforeOrder(error: unknown): boolean {
  return error instanceof ApiProblem && beforeOrder.includes(error.problem.code)
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
