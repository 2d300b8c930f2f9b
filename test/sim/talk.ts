import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Person } from './people.ts'

/** A final answer of the program: it did it, or said why not. */
export type Answer = { status: number; body: unknown }

/** A counterparty that is away or a program that was killed: ask again, with the same key. */
const patienceMs = 300_000

const mayRepeat = new Set([409, 429, 500, 502, 503, 504])

const problemSchema = z.object({ code: z.string() })

/** 409 also says "already refunded"; only a key that is in use is worth another try. */
function isFinal(status: number, body: unknown): boolean {
  if (!mayRepeat.has(status)) return true
  const code = problemSchema.safeParse(body).data?.code
  if (status === 409) return code !== 'idempotency_key_in_use'
  // A rail or a rate that is away is an answer too: nothing was ordered. `maintenance`: the verifier has stopped money
  // from leaving, which no waiting changes and the end of the month tells.
  return code === 'rail_unavailable' || code === 'rate_unavailable' || code === 'maintenance'
}

/** Errors of the program that are never right, with what was asked; a month with one of them has failed. */
export const bugs: string[] = []

/** Sends until there is a final answer. Whoever repeats says the same under the same key. */
export async function ask(
  address: string,
  person: Pick<Person, 'token'>,
  request: { method: 'GET' | 'POST'; path: string; body?: unknown; key?: string },
): Promise<Answer> {
  const until = Date.now() + patienceMs
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 1_000)) {
    const answer = await once(address, person, request)
    if (answer && answer.status === 500)
      bugs.push(`${request.method} ${request.path}: ${JSON.stringify(answer.body)}`)
    if (answer && isFinal(answer.status, answer.body)) return answer
    if (Date.now() > until)
      throw new Error(`${request.method} ${request.path} had no final answer: ${JSON.stringify(answer)}`)
    await sleep(pauseMs)
  }
}

async function once(
  address: string,
  person: Pick<Person, 'token'>,
  { method, path, body, key }: { method: string; path: string; body?: unknown; key?: string },
): Promise<Answer | undefined> {
  try {
    const response = await fetch(address + path, {
      method,
      headers: {
        authorization: `Bearer ${person.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    return { status: response.status, body: await response.json() }
  } catch (error) {
    // The connection broke, never came, or its answer was cut off: whether it was done is unknown.
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined
    if (error instanceof DOMException && error.name === 'TimeoutError') return undefined
    throw error
  }
}

/** The steering of a counterparty; counterparties are not killed, so this is tried a few times only. */
export async function steer(
  address: string,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(address + path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(120_000),
  })
  const answer: unknown = await response.json()
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`)
  return answer
}
