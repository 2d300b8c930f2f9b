import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { Locale } from '../../../contract/schemas.ts'
import type {
  Audit,
  Body,
  Operation,
  Params,
  Query,
  RateLimit,
  WireAnswer,
} from '../../../contract/operation.ts'
import type { StaffPermission, StaffRole } from '../../../contract/staff-permissions.ts'
import type { AuditFacts } from '../audit.ts'
import type { Tx } from '../db.ts'
import type { Refusal } from '../errors.ts'

/** The signed-in customer behind a request, as the authenticator found it. */
export type Principal = { customerId: string; sessionId: string; locale: Locale; deviceId: string | null }

/**
 * Who gave the right password and still owes a second proof. Deliberately no `Principal`: what takes one can never be
 * reached with half a sign-in.
 */
export type HalfSession = { customerId: string; sessionId: string; locale: Locale }

/** A member of staff who is signed in with both factors, as the staff slice found them. */
export type StaffPrincipal = {
  staffId: string
  sessionId: string
  name: string
  locale: Locale
  roles: readonly StaffRole[]
  permissions: ReadonlySet<StaffPermission>
}

/** A member of staff who gave the right password and still owes the second factor. */
export type HalfStaff = { staffId: string; sessionId: string; locale: Locale }

export type CookieChange = { kind: 'set'; token: string; expiresAt: Date } | { kind: 'clear' }

/** What a handler knows of its request besides the input. */
export type RequestContext = {
  requestId: string
  locale: Locale
  ip: string
  userAgent: string
  /** How the session came along: the cookie of a browser or the bearer token of a program; null without one. */
  credentialFrom: 'bearer' | 'cookie' | null
  /** What the browser's device cookie holds: one token for each customer who signed in there, the latest first. */
  deviceTokens: readonly string[]
  /** The same instant for everything one request does. */
  now: Date
  /** Present exactly where the operation demands it. */
  idempotencyKey: string | null
  /** UUID of the challenge named by the header `Step-Up-Challenge`: what the caller says they have passed for this. */
  stepUpChallenge: string | null
  /** SHA-256 of operation and body, to tell a repeated key from a reused one. */
  requestHash: Buffer
  /** Tells the route helper to set or clear the session cookie. */
  setSessionCookie(change: CookieChange): void
  /** Tells the route helper to give the browser these device tokens for as long as it keeps cookies. */
  setDeviceCookie(tokens: readonly string[]): void
  /** The same for the cookie of the staff's realm. */
  setStaffCookie(change: CookieChange): void
  /** Marks the answer as a replay of an earlier outcome (`Idempotency-Replayed: true`). */
  markReplayed(): void
  /** Adds who or what the call was about, why, and what changed, to the audit entry. */
  audit(facts: AuditFacts): void
  /**
   * Writes the audit entry of the success within the operation's own transaction: what staff did and that it is on
   * record are then one commit. Call it last; a refusal afterwards rolls it back and is recorded as such.
   */
  auditWith(tx: Tx, facts?: AuditFacts): Promise<void>
}

/** Who is behind a request; at most one of them. */
export type Somebody = {
  principal: Principal | null
  halfSession: HalfSession | null
  staff: StaffPrincipal | null
  halfStaff: HalfStaff | null
}

/** The context of an operation carries for certain whom its access demands. */
export type ContextOf<O extends Operation> = RequestContext &
  Somebody &
  (O['access'] extends 'customer'
    ? { principal: Principal }
    : O['access'] extends 'half_session'
      ? { halfSession: HalfSession }
      : O['access'] extends 'staff'
        ? { staff: StaffPrincipal }
        : O['access'] extends 'staff_half'
          ? { halfStaff: HalfStaff }
          : Somebody)

export type HandlerInput<O extends Operation> = {
  params: Params<O>
  query: Query<O>
  body: Body<O>
  context: ContextOf<O>
}

const declineBrand: unique symbol = Symbol('decline')

/** A decline that was stored: answered as a problem with the stored object as `resource`. */
export type Decline = { readonly [declineBrand]: true; readonly refusal: Refusal }

export function declined(refusal: Refusal): Decline {
  return { [declineBrand]: true, refusal }
}

export function isDecline(value: unknown): value is Decline {
  return typeof value === 'object' && value !== null && declineBrand in value
}

const fileBrand: unique symbol = Symbol('file')

/**
 * A file as the answer of an operation that declares `success.file`. It is sent under that media type and never under
 * another, so that nothing a person uploaded can decide how a browser reads it.
 */
export type FileAnswer = {
  readonly [fileBrand]: true
  /** All of it, or a stream where it may be longer than what one request may keep in memory. */
  readonly bytes: Buffer | Readable
  /** Offered for saving under this name (ASCII); shown in place when null. */
  readonly saveAs: string | null
  /** Whether the browser of this customer may keep it: only for what never changes under its address. */
  readonly immutable: boolean
}

export function file(answer: {
  bytes: Buffer | Readable
  saveAs: string | null
  immutable: boolean
}): FileAnswer {
  return { [fileBrand]: true, ...answer }
}

export function isFile(value: unknown): value is FileAnswer {
  return typeof value === 'object' && value !== null && fileBrand in value
}

export type Handler<O extends Operation> = (
  input: HandlerInput<O>,
) => Promise<O['success'] extends { file: string } ? FileAnswer : WireAnswer<O> | Decline>

/** An operation with its handler; a slice hands a list of these to `app.ts`. */
export type Route = { operation: Operation; handle(input: ParsedInput): Promise<unknown> }

/** The input of whichever operation, parsed by its own schemas. */
type ParsedInput = {
  params: unknown
  query: unknown
  body: unknown
  context: RequestContext & Somebody
}

export function route<const O extends Operation>(operation: O, handler: Handler<O>): Route {
  // The list of routes is heterogeneous; the helper parses the input by this very operation before the call,
  // which is what makes widening the handler sound.
  return { operation, handle: handler }
}

/**
 * A route of a counterparty: its body is not parsed, because the signature is over the bytes. It is not part of
 * the customers' contract; limits, metrics, audit and problem answers are the same as everywhere.
 */
export type RawOperation = {
  id: string
  method: 'POST' | 'PUT'
  path: `/${string}`
  rateLimit: RateLimit
  audit: Audit
  maxBytes: number
  /** Media types accepted, without parameters. */
  contentTypes: readonly string[]
}

/** `body` is sent as JSON; left out, the answer is empty. */
export type RawAnswer = { status: 200 | 202 | 204; body?: unknown }

export type RawHandler = (
  rawBody: Buffer,
  headers: IncomingHttpHeaders,
  context: RequestContext,
) => Promise<RawAnswer>

export type RawRoute = { raw: RawOperation; handle: RawHandler }

export function rawRoute(operation: RawOperation, handler: RawHandler): RawRoute {
  return { raw: operation, handle: handler }
}
