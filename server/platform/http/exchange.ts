import { performance } from 'node:perf_hooks'
import type { FastifyRequest } from 'fastify'
import type { Access, Audit, RateLimit, StaffAccess } from '../../../contract/operation.ts'
import type { Locale } from '../../../contract/schemas.ts'
import type { StaffPermission } from '../../../contract/staff-permissions.ts'
import type { AuditFacts } from '../audit.ts'
import type { CookieChange, Somebody } from './route.ts'
import { negotiateLocale } from './locale.ts'
import type { Credential } from './session-cookie.ts'

/** What the platform needs to know of a route, whether it comes from the contract or is a counterparty's. */
export type RouteFacts = {
  id: string
  access: Access | StaffAccess
  /** What a member of staff must be allowed to do; only operations for signed-in staff have one. */
  permission: StaffPermission | undefined
  rateLimit: RateLimit
  audit: Audit
  /** What a success answers, for an entry written before the answer is. */
  successStatus: number
  needsIdempotencyKey: boolean
  /** Whether the method changes things, so that another site must not cause it. */
  unsafe: boolean
  maxBytes: number
  contentTypes: readonly string[]
}

/** What is known of one request while it is being answered. */
export type Exchange = Somebody & {
  route: RouteFacts
  requestId: string
  startedAtMs: number
  now: Date
  ip: string
  userAgent: string
  locale: Locale
  idempotencyKey: string | null
  stepUpChallenge: string | null
  cookieChange: CookieChange | undefined
  staffCookieChange: CookieChange | undefined
  deviceTokens: readonly string[]
  credentialFrom: Credential['from'] | null
  newDeviceTokens: readonly string[] | undefined
  replayed: boolean
  /** Set when the operation's handler begins. */
  handled: boolean
  auditFacts: AuditFacts
  /** Set when the success is on record already, in the transaction of the operation. */
  audited: boolean
  /** False once an entry would only repeat what the log already says (the thousandth refusal of a flood). */
  worthAuditing: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange | null
  }
}

/** The audit log keeps this much of a user agent; real ones have some 120 characters. */
const maxUserAgentLength = 300

export function beginExchange(request: FastifyRequest, route: RouteFacts, now: Date): Exchange {
  const { headers } = request
  const exchange: Exchange = {
    route,
    requestId: request.id,
    startedAtMs: performance.now(),
    now,
    // A client that is gone already has no address any more, whatever the type says.
    ip: request.ip ?? '0.0.0.0',
    userAgent: (headers['user-agent'] ?? '').slice(0, maxUserAgentLength),
    locale: negotiateLocale(headers['accept-language']),
    principal: null,
    halfSession: null,
    staff: null,
    halfStaff: null,
    idempotencyKey: null,
    stepUpChallenge: null,
    cookieChange: undefined,
    staffCookieChange: undefined,
    deviceTokens: [],
    credentialFrom: null,
    newDeviceTokens: undefined,
    replayed: false,
    handled: false,
    auditFacts: {},
    audited: false,
    worthAuditing: true,
  }
  request.exchange = exchange
  return exchange
}
