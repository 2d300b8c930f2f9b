import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Operation } from '../../../contract/operation.ts'
import { isStaffPermission } from '../../../contract/staff-permissions.ts'
import { appendAuditEntry } from '../audit.ts'
import type { Clock } from '../clock.ts'
import { assertInvariant, DomainError } from '../errors.ts'
import { admit, hasBody, type Gate } from './admission.ts'
import {
  answerFile,
  answerRefusal,
  answerSuccess,
  applyEffects,
  auditEntryOf,
  type Answering,
} from './answer.ts'
import { beginExchange, type Exchange, type RouteFacts } from './exchange.ts'
import { parseQuery } from './query-string.ts'
import { rawRequestHash, requestHash } from './request-hash.ts'
import { isDecline, isFile, type RawRoute, type RequestContext, type Route, type Somebody } from './route.ts'
import { parseStrictJson } from './strict-json.ts'
import { invalidFields } from './validation.ts'

export type RouteHost = {
  gate: Gate
  answering: Answering
  clock: Clock
  /** Checks every answer against its schema: on in tests, so that the OpenAPI document cannot lie. */
  checkAnswers: boolean
}

/** api.md: a money request is small; anything else may be up to 1 MiB. */
const moneyMaxBytes = 64 * 1_024
const otherMaxBytes = 1_024 * 1_024

/** Registers an operation of the contract. What can be computed once is computed here, not per request. */
export function registerOperation(app: FastifyInstance, host: RouteHost, route: Route): void {
  const { operation } = route
  checkRealm(operation)
  const facts: RouteFacts = {
    id: operation.id,
    access: operation.access,
    permission: operation.permission,
    rateLimit: operation.rateLimit,
    audit: operation.audit,
    successStatus: operation.success.status,
    needsIdempotencyKey: operation.idempotency === 'required',
    unsafe: operation.method !== 'GET',
    maxBytes: operation.idempotency === 'required' ? moneyMaxBytes : otherMaxBytes,
    contentTypes: ['application/json'],
  }
  register(
    app,
    host,
    { facts, method: operation.method, path: operation.path },
    async (exchange, request, reply) => {
      const rawBody = readBody(operation, request)
      const input = {
        params: parseParams(operation.params, request.params),
        query: parsePart(operation.query, parseQuery(request.raw.url ?? '')),
        body: parsePart(operation.body, rawBody),
      }
      const hash = requestHash(operation.id, request.params, rawBody)
      exchange.handled = true
      const answer = await route.handle({ ...input, context: contextOf(exchange, hash) })
      if (isDecline(answer)) {
        applyEffects(host.answering, exchange, reply)
        return answerRefusal(host.answering, answer.refusal, request, reply)
      }
      const { status, body, file } = operation.success
      if (file !== undefined) {
        assertInvariant(isFile(answer), `${operation.id} answers with a file`)
        return answerFile(host.answering, exchange, reply, { answer, mediaType: file })
      }
      if (host.checkAnswers) checkAnswer(operation, answer)
      return answerSuccess(host.answering, exchange, reply, {
        status,
        body: body === null ? undefined : answer,
      })
    },
  )
}

/** What the compiler says already, for an operation that was made at run time or behind its back. */
function checkRealm({ id, path, access, permission }: Operation): void {
  const ofStaff = access === 'staff' || access === 'staff_half' || access === 'staff_public'
  assertInvariant(path.startsWith('/staff/v1/') === ofStaff, `${id} is in the realm its path says`)
  const named = permission !== undefined && isStaffPermission(permission)
  assertInvariant((access === 'staff') === named, `${id} names the permission it needs`)
}

/** Registers a counterparty's route: the same limits and answers, the body as bytes. */
export function registerRaw(app: FastifyInstance, host: RouteHost, { raw, handle }: RawRoute): void {
  const facts: RouteFacts = {
    id: raw.id,
    access: 'counterparty',
    permission: undefined,
    rateLimit: raw.rateLimit,
    audit: raw.audit,
    successStatus: 200,
    needsIdempotencyKey: false,
    unsafe: true,
    maxBytes: raw.maxBytes,
    contentTypes: raw.contentTypes.map(type => type.toLowerCase()),
  }
  register(app, host, { facts, method: raw.method, path: raw.path }, async (exchange, request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    exchange.handled = true
    const answer = await handle(body, request.headers, contextOf(exchange, rawRequestHash(raw.id, body)))
    return answerSuccess(host.answering, exchange, reply, { status: answer.status, body: answer.body })
  })
}

type Respond = (exchange: Exchange, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

function register(
  app: FastifyInstance,
  host: RouteHost,
  route: { facts: RouteFacts; method: string; path: string },
  respond: Respond,
): void {
  app.route({
    method: route.method,
    url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    bodyLimit: route.facts.maxBytes,
    async onRequest(request, reply) {
      await admit(host.gate, beginExchange(request, route.facts, host.clock.now()), request, reply)
    },
    handler(request, reply) {
      const { exchange } = request
      assertInvariant(exchange !== null, 'a request reaches its handler after admission')
      // A body may come long after its headers: what is decided is decided now, not when the headers came.
      exchange.now = host.clock.now()
      return respond(exchange, request, reply)
    },
  })
}

/** The parsed JSON body; undefined where the operation takes none and none, or an empty object, was sent. */
function readBody(operation: Operation, request: FastifyRequest): unknown {
  if (operation.body !== undefined)
    return parseStrictJson(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))
  if (!hasBody(request.headers) || !Buffer.isBuffer(request.body)) return undefined
  const body = parseStrictJson(request.body)
  const keys = typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body) : ['']
  if (keys.length === 0) return undefined
  throw new DomainError('validation_failed', {
    fields: keys.slice(0, 50).map(path => ({ path, code: 'unknown_field' })),
  })
}

/** A part of the input by its schema; what is not declared is refused, not ignored. */
function parsePart(schema: z.ZodType | undefined, input: unknown): unknown {
  if (schema === undefined) {
    const surplus = typeof input === 'object' && input !== null ? Object.keys(input) : []
    if (surplus.length === 0) return undefined
    throw new DomainError('validation_failed', {
      fields: surplus.map(path => ({ path, code: 'unknown_field' })),
    })
  }
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw new DomainError('validation_failed', { fields: invalidFields(parsed.error.issues, input) })
}

/** An id that cannot be anybody's is answered exactly like one that is nobody's. */
function parseParams(schema: z.ZodType | undefined, params: unknown): unknown {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(params)
  if (parsed.success) return parsed.data
  throw new DomainError('not_found')
}

function checkAnswer({ id, success }: Operation, answer: unknown): void {
  if (success.body === null) return
  const checked = success.body.safeParse(answer)
  assertInvariant(checked.success, `${id} answers what its contract says: ${checked.error?.message}`)
}

function contextOf(exchange: Exchange, hash: Buffer): RequestContext & Somebody {
  return {
    requestId: exchange.requestId,
    locale: exchange.locale,
    ip: exchange.ip,
    userAgent: exchange.userAgent,
    deviceTokens: exchange.deviceTokens,
    credentialFrom: exchange.credentialFrom,
    now: exchange.now,
    idempotencyKey: exchange.idempotencyKey,
    stepUpChallenge: exchange.stepUpChallenge,
    requestHash: hash,
    principal: exchange.principal,
    halfSession: exchange.halfSession,
    staff: exchange.staff,
    halfStaff: exchange.halfStaff,
    setSessionCookie(change) {
      exchange.cookieChange = change
    },
    setDeviceCookie(tokens) {
      exchange.newDeviceTokens = tokens
    },
    setStaffCookie(change) {
      exchange.staffCookieChange = change
    },
    markReplayed() {
      exchange.replayed = true
    },
    audit(facts) {
      Object.assign(exchange.auditFacts, facts)
    },
    async auditWith(tx, facts) {
      Object.assign(exchange.auditFacts, facts)
      const { successStatus: status } = exchange.route
      await appendAuditEntry(tx, auditEntryOf(exchange, { outcome: 'succeeded', status }))
      exchange.audited = true
    },
  }
}
