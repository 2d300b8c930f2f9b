import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'
import type { StaffPermission } from './staff-permissions.ts'

/**
 * Who may call: everybody, a signed-in customer, somebody between password and second proof (and nobody else), a
 * counterparty with its signature, or (test edition only) the tests.
 */
export type Access = 'public' | 'customer' | 'half_session' | 'counterparty' | 'test_helper'

/** Named budgets; their numbers are in `server/platform/rate-limit.ts`. */
export type RateLimit = 'read' | 'write' | 'money' | 'lookup' | 'sign_in' | 'register' | 'code' | 'webhook'

/**
 * What is kept of a call besides the log: `record` writes an audit entry, `books` says that the ledger journal
 * or the stored object is the record, `none` is for reads of one's own data.
 */
export type Audit = 'none' | 'record' | 'books'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/**
 * Who may call an operation of the staff's realm (`/staff/v1`): anybody who is inside the allowed networks (the
 * sign-in itself), whoever proved the password but not yet the second factor, or a member of staff who is signed in.
 */
export type StaffAccess = 'staff_public' | 'staff_half' | 'staff'

type Declaration = {
  id: string
  method: Method
  summary: string
  rateLimit: RateLimit
  audit: Audit
  /** Whether an `Idempotency-Key` is demanded: on every operation that can move money. */
  idempotency: 'required' | 'none'
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** `null` where there is no body to answer (204). */
  success: {
    status: 200 | 201 | 202 | 204
    body: z.ZodType | null
    /** The media type where the answer is a file and not JSON; `body` is `null` then. */
    file?: string
  }
  /** Refusals besides those every operation can give (see `commonErrors`). */
  errors: readonly ErrorCode[]
}

/** An operation for customers, merchants and everybody. */
export type CustomerOperation = Declaration & { path: `/v1/${string}`; access: Access; permission?: never }

/** An operation of the console. One for signed-in staff names the permission it needs, or it does not compile. */
export type StaffOperation = Declaration & { path: `/staff/v1/${string}` } & (
    | { access: 'staff'; permission: StaffPermission }
    | { access: Exclude<StaffAccess, 'staff'>; permission?: never }
  )

/** One HTTP operation: everything the route helper, OpenAPI and the web's client need to know about it. */
export type Operation = CustomerOperation | StaffOperation

/** Any operation may answer these; they are not repeated in each declaration. */
export const commonErrors = [
  'malformed_request',
  'duplicate_key',
  'validation_failed',
  'body_too_large',
  'unsupported_media_type',
  'not_found',
  'rate_limited',
  'maintenance',
  'overloaded',
  'internal_error',
] as const satisfies readonly ErrorCode[]

export function operation<const Declared extends Operation>(declared: Declared): Declared {
  return declared
}

type Part<Declared, Name extends string, Side extends 'input' | 'output'> = Declared extends {
  [key in Name]: infer Schema extends z.ZodType
}
  ? Side extends 'input'
    ? z.input<Schema>
    : z.output<Schema>
  : undefined

/** What the handler receives, decoded. */
export type Params<O extends Operation> = Part<O, 'params', 'output'>
export type Query<O extends Operation> = Part<O, 'query', 'output'>
export type Body<O extends Operation> = Part<O, 'body', 'output'>

/** What travels. */
export type WireParams<O extends Operation> = Part<O, 'params', 'input'>
export type WireQuery<O extends Operation> = Part<O, 'query', 'input'>
export type WireBody<O extends Operation> = Part<O, 'body', 'input'>
export type WireAnswer<O extends Operation> = O['success']['body'] extends infer Schema extends z.ZodType
  ? z.input<Schema>
  : undefined
