import type { Operations, OperationId } from '../../contract/operations.ts'
import type { Operation, WireAnswer, WireBody, WireParams, WireQuery } from '../../contract/operation.ts'
import { operations } from './api.gen.ts'
import { currentLanguage } from './i18n.ts'
import { ApiProblem, codeOf, isProblem, NoAnswer } from './problem.ts'
import { seemsSignedIn } from './session-hint.ts'
import { askStepUp, challengeIn } from './step-up.ts'

type Optional<Part> = Part extends undefined ? object : object extends Part ? Partial<Part> : Part

/** What an operation needs: path parameters, query and body as they travel, and the key where money may move. */
export type InputOf<O extends Operation> = (WireParams<O> extends undefined
  ? object
  : { params: WireParams<O> }) &
  (WireQuery<O> extends undefined ? object : { query?: Optional<WireQuery<O>> }) &
  (WireBody<O> extends undefined ? object : { body: WireBody<O> }) &
  (O['idempotency'] extends 'required' ? { key: string } : object)

export type Input<Id extends OperationId> = InputOf<Operations[Id]>

export type Answer<Id extends OperationId> = WireAnswer<Operations[Id]>

/** Everything a request can carry, whatever the operation. */
export type Parts = {
  params?: object | undefined
  query?: object | undefined
  body?: unknown
  key?: string
  /** The challenge that was passed for this request. */
  challenge?: string | undefined
}

const timeoutMs = 20_000

/**
 * Calls an operation of the contract. Rejects with `ApiProblem` for a refusal and `NoAnswer` when nothing came
 * back; after the latter an operation with a key may be repeated with the same key and is never done twice.
 */
export async function api<Id extends OperationId>(id: Id, input: Input<Id>): Promise<Answer<Id>> {
  try {
    // The server validates its answers against this very contract in its tests.
    return (await confirmed(operations[id], input)) as Answer<Id>
  } catch (error) {
    if (codeOf(error) === 'not_signed_in')
      window.dispatchEvent(new CustomEvent(signedOutEvent, { detail: operations[id].method }))
    throw error
  }
}

/** Challenges passed for an order whose answer may still get lost, by its key: asked again, it needs no second proof. */
const passed = new Map<string, string>()

/**
 * Carries a request out; where the server wants it confirmed, the person is asked, and then it is sent once more as it
 * was, with the same key. Whoever cancels gets the refusal: nothing was done.
 */
async function confirmed(operation: { method: string; path: string }, input: Parts): Promise<unknown> {
  const { key = '' } = input
  try {
    return await patient(operation, { ...input, challenge: input.challenge ?? passed.get(key) })
  } catch (error) {
    const asked = challengeIn(error)
    const outcome = asked ? await askStepUp(asked) : 'canceled'
    if (!asked || outcome === 'canceled') throw error
    passed.delete(key)
    if (outcome === 'again') return await confirmed(operation, { ...input, challenge: undefined })
    if (key !== '') passed.set(key, asked.id)
    return await confirmed(operation, { ...input, challenge: asked.id })
  }
}

/** A step-up gives the session a new token; a request of this browser that was on its way meanwhile had the old one. */
const tokenChangesMs = 400

/** Asks a second time before it believes that the session has ended; a refusal for want of one has no effect. */
async function patient(operation: { method: string; path: string }, input: Parts): Promise<unknown> {
  try {
    return await request(operation, input)
  } catch (error) {
    if (codeOf(error) !== 'not_signed_in' || !seemsSignedIn()) throw error
    await new Promise(resolve => setTimeout(resolve, tokenChangesMs))
    return await request(operation, input)
  }
}

/** One call of either realm's operation: the parsed answer, or the refusal thrown. */
export async function request(operation: { method: string; path: string }, parts: Parts): Promise<unknown> {
  const response = await respond(operation, parts)
  return response.status === 204 ? undefined : await readJson(response)
}

/** The same with the answer as it came, for operations that answer with a file. */
export async function respond(
  { method, path }: { method: string; path: string },
  { params, query, body, key, challenge }: Parts,
): Promise<Response> {
  const response = await send(fill(path, params) + search(query), {
    method,
    headers: {
      accept: 'application/json',
      'accept-language': currentLanguage(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(challenge === undefined ? {} : { 'step-up-challenge': challenge }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (response.ok) return response
  throw refusal(response, await readJson(response))
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: 'same-origin', signal: AbortSignal.timeout(timeoutMs) })
  } catch {
    // fetch rejects only when there is no answer: offline, a broken connection, our time limit.
    throw new NoAnswer()
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    // A proxy's own page, or an answer that broke off: what happened behind it is unknown.
    throw new NoAnswer()
  }
}

function refusal(response: Response, answer: unknown): Error {
  if (!isProblem(answer)) return new NoAnswer()
  const retryAfter = Number(response.headers.get('retry-after'))
  return new ApiProblem(answer, retryAfter > 0 ? retryAfter : undefined)
}

/** Fired on `window` when the server no longer knows this browser's session; its detail is the method it refused. */
export const signedOutEvent = 'okpay:signed-out'

function fill(path: string, params: object | undefined): string {
  const values = new Map(Object.entries(params ?? {}))
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name) ?? '')))
}

function search(query: object | undefined): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '')
  return entries.length === 0
    ? ''
    : `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))}`
}
