import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { operation } from '../../../contract/operation.ts'
import { liveEnvironment } from '../../../test/factories/live-edition.ts'
import { DomainError } from '../errors.ts'
import { getPayment, pay, post, register, startHttp, token, validPayment } from './http.fixture.ts'
import { rawRoute, route } from './route.ts'

const body = JSON.stringify(validPayment)
const signedIn = { authorization: `Bearer ${token}`, 'accept-language': 'en' }

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
      environment: liveEnvironment,
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
