import { afterAll } from 'vitest'
import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { idSchema, lineSchema, moneySchema } from '../../../contract/schemas.ts'
import type { AuditEntry } from '../audit.ts'
import { createTestClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { createLogger } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { createHttpApp, type HttpAppOptions } from './app.ts'
import { route, type RawRoute, type Route } from './route.ts'

export const publicUrl = 'http://okpay.test'

/** Tokens that `authenticate` of these tests knows. */
export const token = 'token-of-li'
export const customer = { customerId: 'li', sessionId: 'session-1', locale: 'zh-CN', deviceId: null } as const

/** An operation with everything that can be wrong in a body, and idempotency; it answers what it understood. */
export const pay = operation({
  id: 'pay',
  method: 'POST',
  path: '/v1/payments',
  summary: 'Pay',
  access: 'customer',
  rateLimit: 'money',
  audit: 'record',
  idempotency: 'required',
  body: z.strictObject({
    recipient: lineSchema({ min: 1, max: 100 }),
    amount: moneySchema,
    note: lineSchema({ min: 1, max: 140 }).nullable().optional(),
    tags: z.array(z.string()).optional(),
    count: z.number().int().min(1).max(10).optional(),
    anything: z.unknown().optional(),
  }),
  success: { status: 201, body: z.strictObject({ echo: z.unknown() }) },
  errors: [],
})

/** The same without money: larger bodies, nobody need be signed in. */
export const register = operation({
  id: 'testRegister',
  method: 'POST',
  path: '/v1/test_registrations',
  summary: 'Register',
  access: 'public',
  rateLimit: 'register',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ name: z.string(), anything: z.unknown().optional() }),
  success: { status: 200, body: z.strictObject({ echo: z.unknown() }) },
  errors: [],
})

export const getPayment = operation({
  id: 'getPayment',
  method: 'GET',
  path: '/v1/payments/{payment}',
  summary: 'One payment',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ payment: idSchema('transfer') }),
  success: { status: 200, body: z.strictObject({ id: z.string() }) },
  errors: [],
})

export const listPayments = operation({
  id: 'listPayments',
  method: 'GET',
  path: '/v1/payments',
  summary: 'Payments',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).default(25),
    to: z.string().optional(),
  }),
  success: { status: 200, body: z.strictObject({ limit: z.number(), to: z.string().nullable() }) },
  errors: [],
})

/** bigint has no place in JSON: the echo shows money in minor units as text. */
function echo(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}` : part)),
  )
}

export const usualRoutes: Route[] = [
  route(pay, async ({ body }) => ({ echo: echo(body) })),
  route(register, async ({ body }) => ({ echo: echo(body) })),
  route(listPayments, async ({ query }) => ({ limit: query.limit, to: query.to ?? null })),
]

type TestOptions = Partial<Omit<HttpAppOptions, 'config' | 'routes'>> & {
  routes?: readonly (Route | RawRoute)[]
  environment?: Record<string, string>
}

/** The real application without a database: its customers are the one above, its audit log is a list. */
export function startHttp(options: TestOptions = {}) {
  const { environment = {}, routes = usualRoutes, ...rest } = options
  const audited: Omit<AuditEntry, 'id'>[] = []
  const logged: Record<string, unknown>[] = []
  const log = createLogger({ level: 'silent', name: 'test' })
  log.error = (facts: Record<string, unknown>) => void logged.push(facts)
  const metrics = createMetrics({ processMetrics: false })
  const app = createHttpApp({
    config: readConfig({
      NODE_ENV: 'test',
      OKPAY_PUBLIC_URL: publicUrl,
      OKPAY_RATE_LIMIT_SCALE: '1000',
      ...environment,
    }),
    log,
    clock: createTestClock(),
    routes,
    authenticate: async given => (given === token ? customer : null),
    audit: async entry => void audited.push(entry),
    metrics,
    readiness: {},
    webRoot: '/nonexistent',
    ...rest,
  })
  afterAll(() => app.close())
  return { app, audited, logged, metrics }
}

export const validPayment = { recipient: 'alice@example.com', amount: { value: '10.50', currency: 'EUR' } }

/** A POST of that text as it is; `headers` replace the usual ones, undefined removes one. */
export function post(
  path: string,
  payload: string | Buffer,
  headers: Record<string, string | undefined> = {},
) {
  const all = {
    'content-type': 'application/json',
    'accept-language': 'en',
    authorization: `Bearer ${token}`,
    'idempotency-key': 'key-1',
    ...headers,
  }
  return {
    method: 'POST' as const,
    url: path,
    payload,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
  }
}
