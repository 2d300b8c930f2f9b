import { describe, expect, test } from 'vitest'
import { post, startHttp, token, usualRoutes, validPayment } from './http/http.fixture.ts'
import { createRateLimits, networkOf, siteOf } from './rate-limit.ts'

const body = JSON.stringify(validPayment)
const live = { OKPAY_RATE_LIMIT_SCALE: '1' }

describe('ten times the rate', () => {
  test('money: 20 a second with a burst of 50 pass, the rest is told when to come back', async () => {
    const { app, metrics } = startHttp({ environment: live })
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => app.inject(post('/v1/payments', body))),
    )
    const passed = answers.filter(answer => answer.statusCode === 201)
    const refused = answers.filter(answer => answer.statusCode === 429)
    // A second may begin in between and bring another 20.
    expect(passed.length).toBeGreaterThanOrEqual(70)
    expect(passed.length).toBeLessThanOrEqual(110)
    expect(passed.length + refused.length).toBe(200)
    const [first] = refused
    expect(first?.json()).toMatchObject({ code: 'rate_limited', retryable: true, next_step: 'retry_later' })
    expect(first?.json().detail).toMatch(/try again in 1 second/)
    expect(first?.headers).toMatchObject({
      'retry-after': expect.stringMatching(/^[1-9]\d*$/),
      'ratelimit-policy': '"money";q=20;w=1, "money-burst";q=50;w=10',
      ratelimit: expect.stringMatching(/^"money";r=0;t=\d+$/),
    })
    expect((await metrics.rateLimited.get()).values).toMatchObject([{ value: refused.length }])
  })

  test('signing up: 30 from one network in ten minutes; only the first refusal is worth an audit entry', async () => {
    const { app, audited } = startHttp({ environment: live })
    const send = () =>
      app.inject(post('/v1/test_registrations', '{"name":"x"}', { authorization: undefined }))
    const statuses: number[] = []
    for (let sent = 0; sent < 60; sent++) statuses.push((await send()).statusCode)
    expect(statuses.filter(status => status === 200)).toHaveLength(30)
    expect(statuses.filter(status => status === 429)).toHaveLength(30)
    expect(audited.filter(entry => entry.outcome === 'rate_limited')).toHaveLength(1)
  })
})

test('every answer says what is left', async () => {
  const { app } = startHttp({ environment: live })
  const left: unknown[] = []
  for (let sent = 0; sent < 3; sent++) {
    const answer = await app.inject({ url: '/v1/payments', headers: { authorization: `Bearer ${token}` } })
    expect(answer.headers['ratelimit-policy']).toBe('"read";q=300;w=60')
    left.push(answer.headers['ratelimit'])
  }
  expect(left).toEqual(['"read";r=299;t=60', '"read";r=298;t=60', '"read";r=297;t=60'])
})

test('two customers behind one address do not take from each other', async () => {
  const { app } = startHttp({
    environment: live,
    authenticate: async given => ({ customerId: given, sessionId: 's', locale: 'en', deviceId: null }),
    routes: usualRoutes,
  })
  const send = (who: string) =>
    app.inject({ url: '/v1/payments', headers: { authorization: `Bearer ${who}` } })
  for (let sent = 0; sent < 300; sent++) await send('ann')
  expect((await send('ann')).statusCode).toBe(429)
  expect((await send('bob')).statusCode).toBe(200)
})

test('guessing tokens is bounded by the network, before any of them is looked up', async () => {
  let lookups = 0
  const { app } = startHttp({ environment: live, authenticate: async () => (lookups++, null) })
  for (let sent = 0; sent < 3_100; sent++)
    await app.inject({ url: '/v1/payments', headers: { authorization: `Bearer guess-${sent}` } })
  expect(lookups).toBe(3_000)
})

test('whoever has a whole site of IPv6 has the budget of sixteen networks, not of 65,536', async () => {
  const { app } = startHttp({ environment: live })
  const send = (ip: string) =>
    app.inject({
      ...post('/v1/test_registrations', '{"name":"x"}', { authorization: undefined }),
      remoteAddress: ip,
    })
  const statuses: number[] = []
  for (let network = 0; network < 40; network++)
    for (let sent = 0; sent < 20; sent++)
      statuses.push((await send(`2001:db8:7:${network.toString(16)}::${sent + 1}`)).statusCode)
  expect(statuses.filter(status => status === 200)).toHaveLength(16 * 30)
  // The network has made no request yet; what refuses is the site, and that is what is told.
  expect((await send('2001:db8:7:ffff::1')).headers).toMatchObject({
    'ratelimit-policy': '"register";q=480;w=600',
    ratelimit: expect.stringMatching(/^"register";r=0;t=\d+$/),
  })
  expect((await send('2001:db8:8::1')).statusCode).toBe(200)
})

test('whoever calls over IPv6 without signing in is told what their network has left, not what its site has', async () => {
  const { app } = startHttp({ environment: live })
  const answer = await app.inject({
    ...post('/v1/test_registrations', '{"name":"x"}', { authorization: undefined }),
    remoteAddress: '2001:db8:9::1',
  })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers).toMatchObject({
    'ratelimit-policy': '"register";q=30;w=600',
    ratelimit: '"register";r=29;t=600',
  })
})

test('of refusals of somebody nobody knows a few are put on record, of one’s own every one', async () => {
  const { app, audited } = startHttp({ environment: { OKPAY_RATE_LIMIT_SCALE: '1000' } })
  for (let sent = 0; sent < 100; sent++)
    await app.inject(post('/v1/payments', body, { authorization: 'Bearer nobody' }))
  expect(audited.filter(({ outcome }) => outcome === 'not_signed_in')).toHaveLength(20)
  for (let sent = 0; sent < 30; sent++) await app.inject(post('/v1/payments', '{}'))
  expect(audited.filter(({ outcome }) => outcome === 'validation_failed')).toHaveLength(30)
  // Somebody else’s network has a count of its own.
  const elsewhere = {
    ...post('/v1/payments', body, { authorization: undefined }),
    remoteAddress: '192.0.2.9',
  }
  await app.inject(elsewhere)
  expect(audited.filter(({ outcome }) => outcome === 'not_signed_in')).toHaveLength(21)
})

test('scaling multiplies every budget', () => {
  expect(createRateLimits(10).money.customer.policy).toBe('"money";q=200;w=1, "money-burst";q=500;w=10')
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:ffff::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('the network of %s is %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network)
})

test.each([
  ['192.0.2.7', undefined],
  ['::ffff:192.0.2.7', undefined],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['2001:db8::1', '2001:db8:0::/48'],
])('the site of %s is %s', (ip, site) => {
  expect(siteOf(ip)).toBe(site)
})
