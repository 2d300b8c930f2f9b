import type { FastifyReply, FastifyRequest } from 'fastify'
import { fromTypeId } from '../../../contract/ids.ts'
import type { Config } from '../config.ts'
import { DomainError } from '../errors.ts'
import type { Metrics } from '../metrics.ts'
import {
  networkOf,
  siteOf,
  type Limiter,
  type RateLimits,
  type RateVerdict,
  type WorthRecording,
} from '../rate-limit.ts'
import type { AnnotateTrace } from '../telemetry.ts'
import type { Exchange, RouteFacts } from './exchange.ts'
import { negotiateLocale } from './locale.ts'
import { isForeign } from './origin.ts'
import type { HalfSession, Principal } from './route.ts'
import { credentialOf, deviceTokensOf, type Credential, type SessionCookie } from './session-cookie.ts'
import { admitStaff, type StaffGate } from './staff-gate.ts'

/** Finds the customer behind a token, or null. Called at most once per request. */
export type Authenticate = (token: string, now: Date) => Promise<Principal | null>

/** Finds who holds this token of a half session, or null. Asked only where the operation is for half sessions. */
export type AuthenticateHalf = (token: string, now: Date) => Promise<HalfSession | null>

export type Gate = {
  staff: StaffGate
  config: Config
  publicOrigin: string
  cookie: SessionCookie
  limits: RateLimits
  strangersRecord: WorthRecording
  metrics: Metrics
  authenticate: Authenticate
  authenticateHalf: AuthenticateHalf
  annotateTrace: AnnotateTrace | undefined
}

/**
 * Everything that is decided from the headers alone, before a byte of the body is read: other sites, floods,
 * who is asking, the idempotency key, the kind and size of the body. Throws the refusal.
 */
export async function admit(
  gate: Gate,
  exchange: Exchange,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  try {
    await judge(gate, exchange, request, reply)
  } catch (error) {
    // Anybody can be refused here as often as they like; the audit log is kept for ever, and its chain cannot forget.
    // The first refusal of a flood is worth its entry in any case.
    const isFlood = error instanceof DomainError && error.refusal.code === 'rate_limited'
    if (exchange.worthAuditing && !isFlood && !isKnown(exchange))
      exchange.worthAuditing = await gate.strangersRecord(networkOf(exchange.ip))
    throw error
  }
}

function isKnown({ principal, halfSession, staff, halfStaff }: Exchange): boolean {
  return (principal ?? halfSession ?? staff ?? halfStaff) !== null
}

async function judge(
  gate: Gate,
  exchange: Exchange,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { route } = exchange
  const { headers } = request
  const limits = gate.limits[route.rateLimit]
  gate.annotateTrace?.(exchange.requestId, route.id)
  await spend(gate, limits.network, networkOf(exchange.ip), exchange, reply)
  const site = siteOf(exchange.ip)
  if (site !== undefined) await spendOfSite(gate, limits.site, site, exchange, reply)
  if (isOfStaffRealm(route)) {
    if (route.unsafe) refuseForeign(gate, null, headers)
    await admitStaff(gate.staff, exchange, headers)
    const staffId = exchange.staff?.staffId ?? exchange.halfStaff?.staffId
    if (staffId !== undefined) await spend(gate, limits.customer, staffId, exchange, reply)
  } else {
    const credential = credentialOf(headers, gate.cookie)
    if (route.unsafe && route.access !== 'counterparty') refuseForeign(gate, credential, headers)
    if (credential !== null && route.access !== 'counterparty')
      await signIn(gate, credential, exchange, headers)
    exchange.deviceTokens = deviceTokensOf(headers, gate.cookie)
    exchange.credentialFrom = credential?.from ?? null
    const customerId = customerWhoMay(exchange)
    if (customerId !== null) await spend(gate, limits.customer, customerId, exchange, reply)
  }
  if (route.needsIdempotencyKey) exchange.idempotencyKey = idempotencyKeyOf(headers['idempotency-key'])
  exchange.stepUpChallenge = challengeOf(headers['step-up-challenge'])
  checkBodyHeaders(route, headers)
}

/** The two realms share nothing: a customer's token opens no operation of the staff's, nor the other way round. */
function isOfStaffRealm({ access }: RouteFacts): boolean {
  return access === 'staff_public' || access === 'staff_half' || access === 'staff'
}

/** A whole session opens nothing that is for half sessions, and the other way round. */
async function signIn(
  gate: Gate,
  credential: Credential,
  exchange: Exchange,
  headers: FastifyRequest['headers'],
): Promise<void> {
  if (exchange.route.access === 'half_session')
    exchange.halfSession = await gate.authenticateHalf(credential.token, exchange.now)
  else exchange.principal = await gate.authenticate(credential.token, exchange.now)
  const somebody = exchange.principal ?? exchange.halfSession
  if (somebody !== null) exchange.locale = negotiateLocale(headers['accept-language'], somebody.locale)
}

/** The customer whose budget the call spends, or null where nobody need be signed in. */
function customerWhoMay({ route, principal, halfSession }: Exchange): string | null {
  if (route.access !== 'customer' && route.access !== 'half_session') return null
  const somebody = route.access === 'customer' ? principal : halfSession
  if (somebody === null) throw new DomainError('not_signed_in')
  return somebody.customerId
}

/** A bearer token is put there by a program on purpose; a browser adds only cookies by itself. */
function refuseForeign(gate: Gate, credential: Credential | null, headers: FastifyRequest['headers']): void {
  if (credential?.from === 'bearer') return
  const ownHost = gate.config.edition === 'test' ? headers.host : undefined
  if (isForeign(headers, { publicOrigin: gate.publicOrigin, ownHost }))
    throw new DomainError('foreign_origin')
}

async function spend(
  gate: Gate,
  limiter: Limiter,
  key: string,
  exchange: Exchange,
  reply: FastifyReply,
): Promise<void> {
  const verdict = await limiter.consume(key)
  tellBudget(reply, limiter, verdict)
  if (!verdict.allowed) throw refuseFlood(gate, limiter, verdict, exchange)
}

/** A site's budget is told only where it refuses: whoever is not signed in goes by that of their network. */
async function spendOfSite(
  gate: Gate,
  limiter: Limiter,
  site: string,
  exchange: Exchange,
  reply: FastifyReply,
): Promise<void> {
  const verdict = await limiter.consume(site)
  if (verdict.allowed) return
  tellBudget(reply, limiter, verdict)
  throw refuseFlood(gate, limiter, verdict, exchange)
}

function tellBudget(reply: FastifyReply, { policy, name }: Limiter, verdict: RateVerdict): void {
  reply.header('ratelimit-policy', policy)
  reply.header('ratelimit', `"${name}";r=${verdict.remaining};t=${verdict.resetSeconds}`)
}

function refuseFlood(
  gate: Gate,
  { name }: Limiter,
  { firstRefusal, resetSeconds }: RateVerdict,
  exchange: Exchange,
): DomainError {
  exchange.worthAuditing = firstRefusal
  gate.metrics.rateLimited.inc({ operation: exchange.route.id, budget: name })
  return new DomainError('rate_limited', { retryAfterSeconds: resetSeconds })
}

/** api.md: 1 to 255 visible ASCII characters. A header sent twice arrives joined by a comma and a space. */
function idempotencyKeyOf(header: string | string[] | undefined): string {
  if (header === undefined || header === '') throw new DomainError('idempotency_key_missing')
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header))
    throw new DomainError('malformed_request', { details: { reason: 'idempotency_key' } })
  return header
}

/** The challenge a repeated request was asked to pass first; its id, or null where none is named. */
function challengeOf(header: string | string[] | undefined): string | null {
  if (header === undefined || header === '') return null
  const id = typeof header === 'string' ? fromTypeId('challenge', header) : undefined
  if (id === undefined)
    throw new DomainError('malformed_request', { details: { reason: 'step_up_challenge' } })
  return id
}

export function hasBody(headers: FastifyRequest['headers']): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

function checkBodyHeaders(route: RouteFacts, headers: FastifyRequest['headers']): void {
  if (!hasBody(headers)) return
  // RFC 9110, section 9.3.1: a body with GET has no meaning; intermediaries disagree about it.
  if (!route.unsafe) throw new DomainError('malformed_request', { details: { reason: 'body_not_allowed' } })
  if (headers['content-encoding'] !== undefined || !acceptsType(route, headers['content-type']))
    throw new DomainError('unsupported_media_type', { details: { accepted: route.contentTypes } })
}

/** Exactly the media type, at most with `charset=utf-8`: whatever is odd may be read differently by others. */
function acceptsType(route: RouteFacts, header: string | undefined): boolean {
  if (header === undefined) return false
  const [type = '', charset, ...more] = header.toLowerCase().split(';')
  if (more.length > 0 || !route.contentTypes.includes(type.trim())) return false
  return charset === undefined || /^ *charset=("utf-8"|utf-8) *$/.test(charset)
}
