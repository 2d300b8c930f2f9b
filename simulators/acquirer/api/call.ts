import { createHash } from 'node:crypto'
import type { Acquirer } from '../acquirer.ts'
import type { Cause } from '../payments/record-events.ts'
import { findRememberedAnswer, forgetAnswersBefore, rememberAnswer } from '../store/queries-calls.ts'
import { inTransaction, type Tx } from '../../shared/queries-store.ts'
import { errorJson, invalidRequest, RefusedRequest, type ErrorBody } from './errors.ts'
import { canonicalForm, type FormParts } from './form.ts'

/** What an endpoint decided. A refusal here has begun the endpoint, so it is remembered like a success. */
export type Answer =
  | { readonly object: unknown }
  | { readonly refused: ErrorBody; readonly httpStatus: number }

export type Call = {
  readonly tx: Tx
  readonly acquirer: Acquirer
  readonly cause: Cause
  /** The id in the path, or empty. */
  readonly id: string
  readonly params: FormParts
}

/** One operation of the acquirer's API. `answer` runs inside a transaction and must not wait. */
export type Endpoint = {
  readonly method: 'GET' | 'POST'
  /** Path with `:id`, such as `/v1/refunds/:id`. */
  readonly path: string
  readonly answer: (call: Call) => Answer
}

export type IncomingCall = {
  readonly endpoint: Endpoint
  /** Method and actual path, such as `POST /v1/refunds`. */
  readonly target: string
  readonly id: string
  readonly params: FormParts
  readonly requestId: string
  /** Only for POST; a key on a reading request means nothing. */
  readonly idempotencyKey: string | null
}

export type OutgoingAnswer = {
  readonly httpStatus: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** The acquirer forgets keys once they are a day old; then the same key begins a new request. */
const REMEMBER_MS = 24 * 60 * 60 * 1000

function toText(answer: Answer): { httpStatus: number; body: string } {
  return 'refused' in answer
    ? { httpStatus: answer.httpStatus, body: errorJson(answer.refused) }
    : { httpStatus: 200, body: JSON.stringify(answer.object, null, 2) }
}

function execute(tx: Tx, acquirer: Acquirer, incoming: IncomingCall): { httpStatus: number; body: string } {
  const cause = { requestId: incoming.requestId, idempotencyKey: incoming.idempotencyKey }
  return toText(incoming.endpoint.answer({ tx, acquirer, cause, id: incoming.id, params: incoming.params }))
}

function executeOnce(tx: Tx, acquirer: Acquirer, incoming: IncomingCall, key: string): OutgoingAnswer {
  forgetAnswersBefore(tx, acquirer.clock.now() - REMEMBER_MS)
  const paramsHash = createHash('sha256').update(canonicalForm(incoming.params)).digest('hex')
  const first = findRememberedAnswer(tx, key)
  if (!first) {
    const answer = execute(tx, acquirer, incoming)
    rememberAnswer(tx, {
      key,
      createdMs: acquirer.clock.now(),
      endpoint: incoming.target,
      paramsHash,
      request: incoming.requestId,
      ...answer,
    })
    return { ...answer, headers: {} }
  }
  if (first.endpoint !== incoming.target) {
    const [usedPath, newPath] = [first.endpoint, incoming.target].map(target =>
      target.replace(/^[A-Z]+ /, ''),
    )
    throw new RefusedRequest(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${newPath}' vs '${usedPath}'). Try using a key other than '${key}' if you meant to execute a different request.`,
    })
  }
  if (first.paramsHash !== paramsHash) {
    throw new RefusedRequest(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    })
  }
  const headers = { 'Idempotent-Replayed': 'true', 'Original-Request': first.request }
  return { httpStatus: first.httpStatus, body: first.body, headers }
}

/**
 * Runs a call in one transaction. With an idempotency key the change and its answer are kept together, so that
 * a repeat after a lost answer, or after a crash, gets the first answer. Throws `RefusedRequest` without a trace.
 */
export function runCall(acquirer: Acquirer, incoming: IncomingCall): OutgoingAnswer {
  const { idempotencyKey: key } = incoming
  if (key !== null && (key.length < 1 || key.length > 255)) {
    throw invalidRequest('Idempotency keys must be between 1 and 255 characters long.')
  }
  return inTransaction(acquirer.db, tx =>
    key === null
      ? { ...execute(tx, acquirer, incoming), headers: {} }
      : executeOnce(tx, acquirer, incoming, key),
  )
}
