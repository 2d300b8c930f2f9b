import { describe, expect, test } from 'vitest'
import { liveEnvironment } from '../../../test/factories/live-edition.ts'
import { post, publicUrl, startHttp, token, validPayment } from './http.fixture.ts'

const { app } = startHttp({ environment: { OKPAY_EDITION: 'test' } })
const body = JSON.stringify(validPayment)
const cookie = `okpay_session=${token}`

async function withCookie(headers: Record<string, string>): Promise<[number, unknown]> {
  const answer = await app.inject(
    post('/v1/payments', body, { authorization: undefined, cookie, host: 'okpay.test', ...headers }),
  )
  return [answer.statusCode, answer.json().code]
}

describe('an unsafe request with a cookie must not come from another site', () => {
  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'ftp://other.test' },
    { origin: 'http://okpay.test:81' },
    { origin: 'http://okpay.test.evil.example' },
    { origin: 'http://evil.okpay.test' },
    { origin: '' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', origin: publicUrl },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
  ])('%j', async headers => {
    expect(await withCookie(headers)).toEqual([403, 'foreign_origin'])
  })

  test.each([
    { origin: publicUrl },
    { origin: publicUrl, 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin' },
    // Typed into the address bar or a program: no site behind it.
    { 'sec-fetch-site': 'none' },
    {},
  ])('allowed: %j', async headers => {
    expect(await withCookie(headers)).toEqual([201, undefined])
  })

  test('the test edition works under any name it is reached by, the live edition only under its own', async () => {
    const elsewhere = { origin: 'http://192.168.1.7:3000', host: '192.168.1.7:3000' }
    expect((await withCookie(elsewhere))[0]).toBe(201)
    const live = startHttp({
      environment: liveEnvironment,
    })
    const send = (headers: Record<string, string>) =>
      live.app.inject(
        post('/v1/payments', body, {
          authorization: undefined,
          cookie: `__Host-okpay_session=${token}`,
          ...headers,
        }),
      )
    expect((await send({ origin: 'https://okpay.test', host: 'okpay.test' })).statusCode).toBe(201)
    expect((await send({ origin: 'https://other.test', host: 'other.test' })).statusCode).toBe(403)
  })
})

test('a bearer token is not something another site could make a browser send', async () => {
  const answer = await app.inject(
    post('/v1/payments', body, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }),
  )
  expect(answer.statusCode).toBe(201)
})

test('signing in is protected too: another site must not sign a visitor into its own account', async () => {
  const answer = await app.inject(
    post('/v1/test_registrations', '{"name":"x"}', {
      authorization: undefined,
      origin: 'https://evil.example',
    }),
  )
  expect([answer.statusCode, answer.json().code]).toEqual([403, 'foreign_origin'])
})

test('reading is allowed from a link on another site', async () => {
  const answer = await app.inject({
    url: '/v1/payments',
    headers: { cookie, 'sec-fetch-site': 'cross-site' },
  })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
})

describe('who is asking', () => {
  const read = async (headers: Record<string, string>) => {
    const answer = await app.inject({ url: '/v1/payments', headers })
    return [answer.statusCode, answer.headers['www-authenticate']]
  }

  test.each([
    {},
    { authorization: 'Bearer wrong' },
    { authorization: `Basic ${token}` },
    { authorization: 'Bearer' },
    { authorization: `Bearer ${token} x` },
    { cookie: 'okpay_session=wrong' },
    { cookie: `__Host-okpay_session=${token}` },
    { cookie: 'okpay_session=' },
    { cookie: 'okpay_session=%' },
  ])('not signed in: %j', async headers => {
    expect(await read(headers)).toEqual([401, 'Bearer realm="okpay"'])
  })

  test('an unreadable Authorization header does not fall back to the cookie', async () => {
    expect((await read({ authorization: 'Basic eDp5', cookie }))[0]).toBe(401)
    expect((await read({ authorization: 'Bearer wrong', cookie }))[0]).toBe(401)
  })

  test.each([
    { authorization: `Bearer ${token}` },
    { authorization: `bearer ${token}` },
    { cookie },
    { cookie: `a=b; ${cookie}; c=d` },
  ])('signed in: %j', async headers => {
    expect((await read(headers))[0]).toBe(200)
  })

  test('somebody unknown is refused before the body is looked at', async () => {
    const answer = await app.inject(post('/v1/payments', '{broken', { authorization: 'Bearer wrong' }))
    expect(answer.statusCode).toBe(401)
  })
})
