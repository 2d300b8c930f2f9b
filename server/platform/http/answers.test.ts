import { describe, expect, test } from 'vitest'
import { DomainError } from '../errors.ts'
import {
  getPayment,
  listPayments,
  pay,
  post,
  publicUrl,
  startHttp,
  token,
  validPayment,
} from './http.fixture.ts'
import { declined, route } from './route.ts'

const body = JSON.stringify(validPayment)
const signedIn = { authorization: `Bearer ${token}`, 'accept-language': 'en' }

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
      detail: 'Nothing was taken. Kind of limit: daily. Left: 5.00\u00A0EUR. Choose a smaller amount.',
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
