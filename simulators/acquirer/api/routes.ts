import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Acquirer } from '../acquirer.ts'
import { newId } from '../ids.ts'
import { authenticate } from './authenticate.ts'
import { retrieveBalance } from './balance-retrieve.ts'
import { runCall, type Endpoint, type IncomingCall } from './call.ts'
import { retrieveCharge } from './charges-retrieve.ts'
import { createCustomer } from './customers-create.ts'
import { errorJson, invalidRequest, RefusedRequest } from './errors.ts'
import { listEventsEndpoint } from './events-list.ts'
import { retrieveEvent } from './events-retrieve.ts'
import { decodeForm } from './form.ts'
import { retrievePaymentIntent } from './payment-intents-retrieve.ts'
import { detachPaymentMethod, retrievePaymentMethod } from './payment-methods.ts'
import { createRefund } from './refunds-create.ts'
import { retrieveRefund } from './refunds-retrieve.ts'
import { createSession } from './sessions-create.ts'
import { expireSession } from './sessions-expire.ts'
import { listSessionsEndpoint } from './sessions-list.ts'
import { retrieveSession } from './sessions-retrieve.ts'
import { API_VERSION } from './version.ts'

const ENDPOINTS: readonly Endpoint[] = [
  createSession,
  retrieveSession,
  expireSession,
  listSessionsEndpoint,
  createCustomer,
  retrievePaymentMethod,
  detachPaymentMethod,
  retrievePaymentIntent,
  retrieveCharge,
  createRefund,
  retrieveRefund,
  retrieveEvent,
  listEventsEndpoint,
  retrieveBalance,
]

const JSON_TYPE = 'application/json; charset=utf-8'

function headerText(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}

function readCall(endpoint: Endpoint, request: FastifyRequest, requestId: string): IncomingCall {
  const query = request.url.slice(pathOf(request).length + 1)
  const body = typeof request.body === 'string' ? request.body : ''
  return {
    endpoint,
    target: `${endpoint.method} ${pathOf(request)}`,
    id: z.object({ id: z.string() }).safeParse(request.params).data?.id ?? '',
    params: decodeForm(endpoint.method === 'GET' ? query : body),
    requestId,
    idempotencyKey: endpoint.method === 'POST' ? headerText(request, 'idempotency-key') : null,
  }
}

/** Refuses what the acquirer refuses before it looks at the parameters, then the faults that were switched on. */
function admit(acquirer: Acquirer, request: FastifyRequest, target: string): void {
  authenticate(headerText(request, 'authorization') ?? undefined, acquirer.settings.secretKey)
  const version = headerText(request, 'stripe-version')
  if (version !== null && version !== API_VERSION) {
    throw invalidRequest(
      `Invalid Stripe API version: ${version}. This simulator speaks ${API_VERSION} and has to be looked at again for another.`,
    )
  }
  if (acquirer.faults.apiFault('rate_limited', target)) {
    throw new RefusedRequest(429, {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message:
        'Request rate limit exceeded. You can learn more about rate limits here https://docs.stripe.com/rate-limits.',
    })
  }
  if (acquirer.faults.apiFault('unavailable', target)) {
    throw new RefusedRequest(503, {
      type: 'api_error',
      message: 'The acquirer is temporarily unavailable. Please try again.',
    })
  }
}

/** Keys of the requests that are being worked on, so that a second one at the same time is told so. */
type KeysInUse = Set<string>

/** A slow API must not hold up a stop: then the call is refused before any work. */
async function waitAsSlowAs(acquirer: Acquirer): Promise<void> {
  const { latency_ms: latencyMs } = acquirer.faults.current().api
  if (latencyMs === 0) return
  try {
    await wait(latencyMs, undefined, { signal: acquirer.stopping })
  } catch {
    throw new RefusedRequest(503, {
      type: 'api_error',
      message: 'The acquirer is stopping. Please try again.',
    })
  }
}

async function answerCall(
  acquirer: Acquirer,
  keysInUse: KeysInUse,
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const requestId = newId.request()
  void reply.headers({ 'Request-Id': requestId, 'Stripe-Version': API_VERSION, 'Cache-Control': 'no-store' })
  admit(acquirer, request, `${endpoint.method} ${pathOf(request)}`)
  const call = readCall(endpoint, request, requestId)
  const key = call.idempotencyKey
  if (key !== null) {
    if (keysInUse.has(key)) {
      throw new RefusedRequest(409, {
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
        message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
      })
    }
    keysInUse.add(key)
    void reply.header('Idempotency-Key', key)
  }
  try {
    await waitAsSlowAs(acquirer)
    const answer = runCall(acquirer, call)
    acquirer.wake()
    if (acquirer.faults.apiFault('lost_answer', call.target)) {
      reply.hijack()
      request.raw.socket.destroy()
      return reply
    }
    return await reply.status(answer.httpStatus).headers(answer.headers).type(JSON_TYPE).send(answer.body)
  } finally {
    if (key !== null) keysInUse.delete(key)
  }
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof RefusedRequest) {
    return reply.status(error.httpStatus).type(JSON_TYPE).send(errorJson(error.body))
  }
  const status = z.object({ statusCode: z.int().min(400).max(499) }).safeParse(error)
  if (status.success) {
    const message = error instanceof Error ? error.message : 'Invalid request'
    return reply
      .status(status.data.statusCode)
      .type(JSON_TYPE)
      .send(errorJson({ type: 'invalid_request_error', message }))
  }
  console.error(error)
  return reply
    .status(500)
    .type(JSON_TYPE)
    .send(errorJson({ type: 'api_error', message: 'The simulator failed. Its output says why.' }))
}

/** The acquirer's API, registered under `/v1`: form-encoded requests in, JSON out, errors in the acquirer's shape. */
export async function apiRoutes(app: FastifyInstance, acquirer: Acquirer): Promise<void> {
  const keysInUse: KeysInUse = new Set()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string | Buffer) => body.toString(),
  )
  app.setErrorHandler((error, _request, reply) => answerError(error, reply))
  app.setNotFoundHandler((request, reply) => {
    return answerError(
      new RefusedRequest(404, {
        type: 'invalid_request_error',
        message: `Unrecognized request URL (${request.method}: ${pathOf(request)}). This simulator speaks only what its README lists.`,
      }),
      reply,
    )
  })
  for (const endpoint of ENDPOINTS) {
    app.route({
      method: endpoint.method,
      url: endpoint.path.slice('/v1'.length),
      handler: (request, reply) => answerCall(acquirer, keysInUse, endpoint, request, reply),
    })
  }
}
