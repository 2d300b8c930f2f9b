import { z } from 'zod'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { operation } from '../../../contract/operation.ts'
import { DomainError } from '../errors.ts'
import {
  getPayment,
  listPayments,
  pay,
  post,
  publicUrl,
  register,
  startHttp,
  token,
  validPayment,
} from './http.fixture.ts'
import { declined, rawRoute, route } from './route.ts'

const body = JSON.stringify(validPayment)
const signedIn = { authorization: `Bearer ${token}`, 'accept-language': 'en' }

afterEach(() => {
  vi.restoreAllMocks()
})

describe('every answer', () => {
  const { app } = startHttp()

  test.each([
    ['a success', { url: '/v1/payments', headers: signedIn }],
    ['a refusal', { url: '/v1/payments' }],
    ['an unknown address', { url: '/v1/nothing' }],
    ['a broken address', { url: '/v1/%zz' }],
    ['a wrong method', { url: '/v1/payments', method: 'PUT' as const }],
  ])('%s carries a request id and the security headers', async (_name, request) => {
    const { headers } = await app.inject(request)
    expect(headers).toMatchObject({
      'request-id': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['server']).toBeUndefined()
    expect(headers['x-powered-by']).toBeUndefined()
  })

  test('behind https it demands https', async () => {
    const secure = startHttp({ environment: { OKPAY_PUBLIC_URL: 'https://okpay.test' } })
    const { headers } = await secure.app.inject({ url: '/v1/nothing' })
    expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains')
  })

  test('a request id is believed only from a trusted proxy, and only a sane one', async () => {
    const idFor = async (environment: Record<string, string>, given: string) => {
      const answer = await startHttp({ environment }).app.inject({
        url: '/v1/nothing',
        headers: { 'x-request-id': given },
      })
      return answer.headers['request-id']
    }
    expect(await idFor({}, 'proxy-id-1234')).not.toBe('proxy-id-1234')
    expect(await idFor({ OKPAY_TRUST_PROXY: '1' }, 'proxy-id-1234')).toBe('proxy-id-1234')
    for (const odd of ['short', 'x'.repeat(65), 'with space in it', '{"a":"bcdefgh"}'])
      expect(await idFor({ OKPAY_TRUST_PROXY: '1' }, odd)).not.toBe(odd)
  })
})

describe('not found', () => {
  const { app } = startHttp({
    routes: [
      route(getPayment, async () => {
        throw new DomainError('not_found')
      }),
    ],
  })

  test('malformed, absent and not yours cannot be told apart, nor from an address that never existed', async () => {
    const urls = [
      '/v1/payments/tr_01h455vb4pex5vsknk084sn02q',
      '/v1/payments/dep_01h455vb4pex5vsknk084sn02q',
      '/v1/payments/tr_1',
      '/v1/payments/1%20OR%201=1',
      '/v1/payments/..%2f..%2fetc',
      '/v1/payments/%00',
      `/v1/payments/${'a'.repeat(500)}`,
      '/v1/nothing',
    ]
    const answers = await Promise.all(urls.map(url => app.inject({ url, headers: signedIn })))
    const seen = answers.map(answer => {
      const { request_id: _, ...problem } = answer.json()
      return [answer.statusCode, answer.headers['content-type'], JSON.stringify(problem)].join(' ')
    })
    expect(new Set(seen).size).toBe(1)
    expect(seen[0]).toContain('404 application/problem+json')
  })

  test('a wrong method is 405 and says which would do', async () => {
    const all = startHttp({
      routes: [
        route(pay, async () => ({ echo: 1 })),
        route(listPayments, async () => ({ limit: 1, to: null })),
      ],
    })
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH'] as const) {
      const answer = await all.app.inject({ method, url: '/v1/payments?x=1' })
      expect([answer.statusCode, answer.json().code, answer.headers['allow']]).toEqual([
        405,
        'method_not_allowed',
        'POST, GET, HEAD',
      ])
    }
    const head = await all.app.inject({ method: 'HEAD', url: '/v1/payments', headers: signedIn })
    expect([head.statusCode, head.body]).toEqual([200, ''])
  })
})

describe('errors nobody foresaw', () => {
  const failing = (error: unknown) =>
    startHttp({
      routes: [
        route(pay, async () => {
          throw error
        }),
      ],
    })

  test('500 without a word about what happened; the log has it all, with the request id', async () => {
    const { app, logged, metrics } = failing(new Error('secret detail of table customer'))
    const answer = await app.inject(post('/v1/payments', body))
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal_error'])
    expect(answer.body).not.toMatch(/secret|customer|stack|\.ts/)
    expect(logged).toMatchObject([
      {
        message: 'secret detail of table customer',
        operation: 'pay',
        requestId: answer.json().request_id,
        stack: expect.any(String),
      },
    ])
    expect((await metrics.unexpectedErrors.get()).values).toMatchObject([
      { value: 1, labels: { operation: 'pay' } },
    ])
  })

  test("PostgreSQL's details, which repeat a row's values, are not logged", async () => {
    const { app, logged } = failing(
      Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(li@example.com)' }),
    )
    expect((await app.inject(post('/v1/payments', body))).statusCode).toBe(500)
    expect(JSON.stringify(logged)).not.toContain('li@example.com')
  })

  test.each([
    ['a string', 'oops'],
    ['nothing', undefined],
    ['null', null],
  ])('%s is thrown', async (_name, thrown) => {
    const answer = await failing(thrown).app.inject(post('/v1/payments', body))
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'internal_error'])
  })

  test("a client library's 400 is not our caller's mistake", async () => {
    const error = Object.assign(new Error('No such customer'), { statusCode: 400 })
    expect((await failing(error).app.inject(post('/v1/payments', body))).statusCode).toBe(500)
  })

  test.each([
    ['refusing connections', { code: 'ECONNREFUSED' }, '2'],
    ['out of connections', { code: '53300' }, '2'],
    ['shutting down', { code: '57P01' }, '2'],
    ['a lock that was not released', { code: '55P03' }, '1'],
    ['a deadlock', { code: '40P01' }, '1'],
    ['a statement out of time', { code: '57014' }, '1'],
  ])('the database is %s: 503, come back', async (_name, facts, retryAfter) => {
    const { app, logged } = failing(Object.assign(new Error('database'), facts))
    const answer = await app.inject(post('/v1/payments', body))
    expect([answer.statusCode, answer.json().code, answer.json().retryable]).toEqual([
      503,
      'overloaded',
      true,
    ])
    expect(answer.headers['retry-after']).toBe(retryAfter)
    expect(logged).toEqual([])
  })
})

describe('refusals of the domain', () => {
  test('a problem as RFC 9457 describes it, with our additions', async () => {
    const { app } = startHttp({
      routes: [
        route(pay, async () => {
          throw new DomainError('limit_exceeded', {
            details: { interval: 'daily', remaining: { value: '5.00', currency: 'EUR' } },
          })
        }),
      ],
    })
    const answer = await app.inject(post('/v1/payments', body))
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(answer.headers['content-language']).toBe('en')
    expect(answer.json()).toEqual({
      type: `${publicUrl}/errors/limit_exceeded`,
      title: 'This is above your limit',
      detail:
        'Nothing was taken. Kind of limit: daily. Left: €5.00. Choose a smaller amount or try again later.',
      status: 422,
      code: 'limit_exceeded',
      blame: 'payer',
      retryable: false,
      next_step: 'lower_amount',
      request_id: answer.headers['request-id'],
      details: { interval: 'daily', remaining: { value: '5.00', currency: 'EUR' } },
    })
  })

  test('a stored decline carries its object, is marked when replayed, and keeps the cookie it set', async () => {
    const resource = { id: 'tr_1', status: 'failed' }
    const { app } = startHttp({
      routes: [
        route(pay, async ({ context }) => {
          context.markReplayed()
          return declined({ code: 'insufficient_funds', resource })
        }),
      ],
    })
    const answer = await app.inject(post('/v1/payments', body))
    expect([answer.statusCode, answer.json().resource]).toEqual([402, resource])
    expect(answer.headers['idempotency-replayed']).toBe('true')
  })

  test('a refusal that left no trace sets no cookie', async () => {
    const { app } = startHttp({
      routes: [
        route(pay, async ({ context }) => {
          context.setSessionCookie({ kind: 'set', token: 'x', expiresAt: new Date() })
          throw new DomainError('forbidden')
        }),
      ],
    })
    expect((await app.inject(post('/v1/payments', body))).headers['set-cookie']).toBeUndefined()
  })
})

describe('what a handler gets and may ask for', () => {
  test('the customer, the key, a hash that does not depend on the order of keys', async () => {
    const hashes: string[] = []
    const { app } = startHttp({
      routes: [
        route(pay, async ({ context }) => {
          hashes.push(context.requestHash.toString('hex'))
          expect(context).toMatchObject({
            principal: { customerId: 'li' },
            idempotencyKey: 'key-1',
            ip: '127.0.0.1',
          })
          return { echo: null }
        }),
      ],
    })
    const bodies = [
      '{"recipient":"a","amount":{"value":"1.0","currency":"EUR"}}',
      '{ "amount": {"currency":"EUR", "value":"1.0"}, "recipient":"\\u0061" }',
      '{"recipient":"a","amount":{"value":"1.00","currency":"EUR"}}',
    ]
    for (const text of bodies) expect((await app.inject(post('/v1/payments', text))).statusCode).toBe(201)
    expect(hashes[0]).toHaveLength(64)
    expect(hashes[1]).toBe(hashes[0])
    expect(hashes[2]).not.toBe(hashes[0])
  })

  test.each([
    [
      'http://okpay.test',
      'okpay_session=abc; Path=/; Expires=Thu, 01 Jan 2026 00:00:00 GMT; HttpOnly; SameSite=Lax',
    ],
    [
      'https://okpay.test',
      '__Host-okpay_session=abc; Path=/; Expires=Thu, 01 Jan 2026 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
    ],
  ])('a session cookie on %s', async (url, expected) => {
    const { app } = startHttp({
      environment: { OKPAY_PUBLIC_URL: url },
      routes: [
        route(register, async ({ context }) => {
          context.setSessionCookie({ kind: 'set', token: 'abc', expiresAt: new Date('2026-01-01T00:00:00Z') })
          return { echo: null }
        }),
      ],
    })
    const answer = await app.inject(
      post('/v1/test_registrations', '{"name":"x"}', { authorization: undefined }),
    )
    const attributes = (header: string) => header.split('; ').sort()
    expect(attributes(String(answer.headers['set-cookie']))).toEqual(attributes(expected))
  })

  test('clearing it ends it at once', async () => {
    const { app } = startHttp({
      routes: [
        route(register, async ({ context }) => {
          context.setSessionCookie({ kind: 'clear' })
          return { echo: null }
        }),
      ],
    })
    const answer = await app.inject(post('/v1/test_registrations', '{"name":"x"}'))
    expect(answer.headers['set-cookie']).toMatch(/^okpay_session=; Max-Age=0; Path=\/; HttpOnly/)
  })

  test('the address of the client: the one the trusted proxy saw, not what the client claims', async () => {
    const seen: string[] = []
    const routes = [
      route(register, async ({ context }) => {
        seen.push(context.ip)
        return { echo: null }
      }),
    ]
    const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' }
    await startHttp({ routes }).app.inject(post('/v1/test_registrations', '{"name":"x"}', headers))
    await startHttp({ routes, environment: { OKPAY_TRUST_PROXY: '1' } }).app.inject(
      post('/v1/test_registrations', '{"name":"x"}', headers),
    )
    expect(seen).toEqual(['127.0.0.1', '203.0.113.9'])
  })
})

describe('answers are checked against the contract', () => {
  const wrong = route(getPayment, async () => JSON.parse('{"id":"tr_1","password":"x"}'))
  const url = '/v1/payments/tr_01h455vb4pex5vsknk084sn02q'

  test('a field too many is a bug', async () => {
    const { app, logged } = startHttp({ routes: [wrong] })
    expect((await app.inject({ url, headers: signedIn })).statusCode).toBe(500)
    expect(logged).toMatchObject([
      { message: expect.stringContaining('getPayment answers what its contract says') },
    ])
  })

  test('production does not spend time on it', async () => {
    const { app } = startHttp({ routes: [wrong], checkAnswers: false })
    expect((await app.inject({ url, headers: signedIn })).statusCode).toBe(200)
  })
})

describe('operations without a body', () => {
  const stop = operation({
    id: 'stop',
    method: 'DELETE',
    path: '/v1/things/current',
    summary: 'Stop',
    access: 'customer',
    rateLimit: 'write',
    audit: 'none',
    idempotency: 'none',
    success: { status: 204, body: null },
    errors: [],
  })
  const { app } = startHttp({ routes: [route(stop, async () => undefined)] })
  const send = (payload: string | undefined, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'DELETE',
      url: '/v1/things/current',
      headers: { ...signedIn, ...headers },
      ...(payload === undefined ? {} : { payload }),
    })

  test('204 has neither body nor type', async () => {
    const answer = await send(undefined)
    expect([answer.statusCode, answer.body, answer.headers['content-type']]).toEqual([204, '', undefined])
  })

  test('nothing, an empty object, or a type without a body are accepted; anything else is not ignored', async () => {
    const json = { 'content-type': 'application/json' }
    expect((await send(undefined, json)).statusCode).toBe(204)
    expect((await send('{}', json)).statusCode).toBe(204)
    expect((await send('{"force":true}', json)).json().errors).toMatchObject([
      { path: 'force', code: 'unknown_field' },
    ])
    expect((await send('[]', json)).statusCode).toBe(422)
    expect((await send('x=1', { 'content-type': 'text/plain' })).statusCode).toBe(415)
  })
})

describe('test helpers', () => {
  const helper = operation({
    id: 'helper',
    method: 'POST',
    path: '/v1/test_helpers/thing',
    summary: 'Help',
    access: 'test_helper',
    rateLimit: 'write',
    audit: 'none',
    idempotency: 'none',
    success: { status: 200, body: z.strictObject({}) },
    errors: [],
  })
  const routes = [route(helper, async () => ({}))]

  test('exist in the test edition, for everybody', async () => {
    expect(
      (await startHttp({ routes }).app.inject({ method: 'POST', url: '/v1/test_helpers/thing' })).statusCode,
    ).toBe(200)
  })

  test('do not exist in the live edition', async () => {
    const { app } = startHttp({
      routes,
      environment: {
        OKPAY_EDITION: 'live',
        OKPAY_RATE_LIMIT_SCALE: '1',
        OKPAY_PUBLIC_URL: 'https://okpay.test',
        OKPAY_SECRET_KEY: 'qN3xv8RkZp5TjWm0sYc7LdHb2FgUa9Ei',
        STRIPE_SECRET_KEY: 'sk_live_x',
        STRIPE_WEBHOOK_SECRET: 'whsec_x',
        SMTP_URL: 'smtp://mail.test',
      },
    })
    const answer = await app.inject({ method: 'POST', url: '/v1/test_helpers/thing' })
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found'])
    expect((await app.inject({ url: '/v1/openapi.json' })).body).not.toContain('test_helpers')
  })
})

describe("a counterparty's route", () => {
  const received: { text: string; signature: unknown }[] = []
  const hook = rawRoute(
    {
      id: 'hook',
      method: 'POST',
      path: '/v1/webhooks/card',
      rateLimit: 'webhook',
      audit: 'record',
      maxBytes: 1_000,
      contentTypes: ['application/json'],
    },
    async (raw, headers) => {
      received.push({ text: raw.toString(), signature: headers['stripe-signature'] })
      return { status: 200, body: { received: true } }
    },
  )
  const { app, audited } = startHttp({ routes: [hook] })

  test('gets the bytes as they were signed, even if they are not JSON', async () => {
    const text = '{ "a":1,  "a":2 } '
    const answer = await app.inject(
      post('/v1/webhooks/card', text, {
        authorization: undefined,
        'stripe-signature': 's',
        origin: 'https://stripe.test',
      }),
    )
    expect([answer.statusCode, answer.json()]).toEqual([200, { received: true }])
    expect(received).toEqual([{ text, signature: 's' }])
    expect(audited).toMatchObject([{ operation: 'hook', actorKind: 'counterparty', outcome: 'succeeded' }])
  })

  test('has the same limits as every other', async () => {
    expect((await app.inject(post('/v1/webhooks/card', 'x'.repeat(1_001)))).statusCode).toBe(413)
    expect(
      (await app.inject(post('/v1/webhooks/card', '{}', { 'content-type': 'text/xml' }))).statusCode,
    ).toBe(415)
    expect((await app.inject({ url: '/v1/webhooks/card' })).statusCode).toBe(405)
  })
})

describe('the audit log', () => {
  test('knows successes and refusals, with actor, subject, place and outcome', async () => {
    const { app, audited } = startHttp({
      routes: [
        route(register, async ({ body, context }) => {
          context.audit({ subject: 'customer-7', actor: 'new', details: { via: 'web' } })
          if (body.name === 'taken') throw new DomainError('email_taken')
          return { echo: null }
        }),
        route(pay, async () => ({ echo: null })),
      ],
    })
    const headers = { authorization: undefined, 'user-agent': 'x'.repeat(1_000) }
    const good = await app.inject(post('/v1/test_registrations', '{"name":"x"}', headers))
    await app.inject(post('/v1/test_registrations', '{"name":"taken"}', headers))
    await app.inject(post('/v1/payments', body))
    await app.inject(post('/v1/payments', body, { authorization: 'Bearer wrong' }))
    await app.inject(post('/v1/payments', '{}'))
    expect(audited).toMatchObject([
      {
        operation: 'testRegister',
        actorKind: 'anonymous',
        actor: 'new',
        subject: 'customer-7',
        outcome: 'succeeded',
        status: 200,
        requestId: good.headers['request-id'],
        ip: '127.0.0.1',
        userAgent: 'x'.repeat(300),
        details: { via: 'web' },
      },
      { operation: 'testRegister', outcome: 'email_taken', status: 409 },
      { operation: 'pay', actorKind: 'customer', actor: 'li', outcome: 'succeeded', status: 201 },
      { operation: 'pay', actorKind: 'anonymous', actor: null, outcome: 'not_signed_in', status: 401 },
      { operation: 'pay', actorKind: 'customer', outcome: 'validation_failed', status: 422 },
    ])
  })

  test('that cannot be written is an alarm, but the caller still learns what happened', async () => {
    const { app, logged, metrics } = startHttp({
      audit: async () => {
        throw new Error('disk full')
      },
    })
    expect((await app.inject(post('/v1/payments', body))).statusCode).toBe(201)
    expect(logged).toMatchObject([
      { message: 'disk full', operation: 'pay', outcome: 'succeeded', actor: 'li' },
    ])
    expect((await metrics.auditFailures.get()).values).toMatchObject([{ value: 1 }])
  })
})

test('the histogram counts by operation and status', async () => {
  const { app, metrics } = startHttp()
  await app.inject(post('/v1/payments', body))
  await app.inject(post('/v1/payments', '{}'))
  await app.inject({ url: '/v1/nothing' })
  const { values } = await metrics.httpDuration.get()
  const counts = values
    .filter(value => value.metricName?.endsWith('_count'))
    .map(({ labels, value }) => [labels.operation, labels.status, value])
  expect(counts).toEqual([
    ['pay', 201, 1],
    ['pay', 422, 1],
    ['other', 404, 1],
  ])
})
