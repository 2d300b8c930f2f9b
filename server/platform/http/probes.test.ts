import { describe, expect, test } from 'vitest'
import { startHttp } from './http.fixture.ts'

test('/healthz answers while everything else is down', async () => {
  const { app } = startHttp({ readiness: { database: () => Promise.reject(new Error('away')) } })
  const answer = await app.inject({ url: '/healthz' })
  expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok' }])
})

describe('/readyz', () => {
  const ready = async (readiness: Record<string, () => Promise<void>>) => {
    const answer = await startHttp({ readiness }).app.inject({ url: '/readyz' })
    return [answer.statusCode, answer.json(), answer.headers['retry-after']]
  }

  test('all is well', async () => {
    expect(await ready({ database: async () => {} })).toEqual([
      200,
      { status: 'ready', checks: { database: 'ok' } },
      undefined,
    ])
  })

  test('one thing fails, and the answer does not say how', async () => {
    const checks = {
      database: async () => {},
      migrations: () => Promise.reject(new Error('password of okpay_app')),
    }
    expect(await ready(checks)).toEqual([
      503,
      { status: 'not_ready', checks: { database: 'ok', migrations: 'failed' } },
      '2',
    ])
  })

  test('a check that never ends has failed after two seconds', async () => {
    const startedAt = performance.now()
    expect((await ready({ database: () => new Promise(() => {}) }))[0]).toBe(503)
    expect(performance.now() - startedAt).toBeLessThan(4_000)
  })
})

describe('/metrics', () => {
  const metricsToken = 'scraper-token-0123'
  const read = async (options: {
    remoteAddress?: string
    headers?: Record<string, string>
    token?: boolean
    proxy?: boolean
  }) => {
    const { app } = startHttp({
      environment: {
        ...(options.token ? { OKPAY_METRICS_TOKEN: metricsToken } : {}),
        ...(options.proxy ? { OKPAY_TRUST_PROXY: '1' } : {}),
      },
    })
    return app.inject({
      url: '/metrics',
      headers: options.headers ?? {},
      remoteAddress: options.remoteAddress ?? '127.0.0.1',
    })
  }

  test('this machine may read them', async () => {
    const answer = await read({})
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toContain('text/plain')
    expect(answer.body).toContain('# TYPE okpay_http_request_duration_seconds histogram')
    expect((await read({ remoteAddress: '::1' })).statusCode).toBe(200)
    expect((await read({ remoteAddress: '::ffff:127.0.0.1' })).statusCode).toBe(200)
  })

  test.each([
    ['another machine', { remoteAddress: '192.0.2.1' }],
    [
      'another machine with a guess',
      { remoteAddress: '192.0.2.1', token: true, headers: { authorization: 'Bearer scraper-token-0124' } },
    ],
    [
      'another machine, no token configured',
      { remoteAddress: '192.0.2.1', headers: { authorization: 'Bearer undefined' } },
    ],
    ['anybody through a proxy on this machine', { headers: { 'x-forwarded-for': '192.0.2.1' } }],
    [
      'anybody through a trusted proxy claiming to be local',
      { proxy: true, headers: { 'x-forwarded-for': '127.0.0.1' } },
    ],
  ])('%s may not, and does not learn that they exist', async (_name, options) => {
    const answer = await read(options)
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not_found'])
  })

  test('the token opens them from anywhere', async () => {
    const headers = { authorization: `Bearer ${metricsToken}` }
    expect((await read({ remoteAddress: '192.0.2.1', token: true, headers })).statusCode).toBe(200)
  })
})
