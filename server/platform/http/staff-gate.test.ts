import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { operation, type Operation } from '../../../contract/operation.ts'
import { allStaffPermissions } from '../../../contract/staff-permissions.ts'
import { ConfigError, readConfig } from '../config.ts'
import { startHttp, token as customersToken } from './http.fixture.ts'
import { route } from './route.ts'
import type { AuthenticateStaff } from './staff-gate.ts'

const done = { status: 200, body: z.strictObject({ by: z.string().nullable() }) } as const
const usual = { rateLimit: 'write', audit: 'record', idempotency: 'none', success: done, errors: [] } as const

const change = operation({
  id: 'changeSomething',
  method: 'POST',
  path: '/staff/v1/things',
  summary: 'Change',
  access: 'staff',
  permission: 'restrictions.place',
  ...usual,
})
const enter = operation({
  id: 'enter',
  method: 'POST',
  path: '/staff/v1/entries',
  summary: 'Begin',
  access: 'staff_public',
  ...usual,
})
const finish = operation({
  id: 'finish',
  method: 'POST',
  path: '/staff/v1/finishes',
  summary: 'Finish',
  access: 'staff_half',
  ...usual,
})

const routes = [
  route(change, async ({ context }) => ({ by: context.staff.staffId })),
  route(enter, async ({ context }) => {
    context.setStaffCookie({ kind: 'set', token: 'new', expiresAt: new Date('2030-01-01') })
    return { by: context.staff?.staffId ?? null }
  }),
  route(finish, async ({ context }) => ({ by: context.halfStaff.staffId })),
]

const mei = { staffId: 'mei', sessionId: 's1', name: 'Mei', locale: 'zh-CN', roles: ['risk'] } as const
const authenticateStaff: AuthenticateStaff = async token => {
  if (token === 'mei') return { kind: 'full', staff: { ...mei, permissions: new Set(allStaffPermissions) } }
  if (token === 'auditor')
    return { kind: 'full', staff: { ...mei, staffId: 'auditor', permissions: new Set(['audit.read']) } }
  return token === 'half' ? { kind: 'half', half: { ...mei, staffId: 'mei' } } : null
}

function start(environment: Record<string, string> = {}) {
  const { app, audited } = startHttp({ routes, authenticateStaff, environment })
  const post = (path: string, headers: Record<string, string> = {}, remoteAddress = '203.0.113.9') =>
    app.inject({ method: 'POST', url: path, headers, remoteAddress })
  return { post, audited }
}

describe('who is let in', () => {
  const { post, audited } = start()

  test('somebody with the permission', async () => {
    const answer = await post(change.path, { cookie: 'okpay_staff=mei' })
    expect(answer.json()).toEqual({ by: 'mei' })
    expect(audited.at(-1)).toMatchObject({ actorKind: 'staff', actor: 'mei', outcome: 'succeeded' })
  })

  test('nobody without it, and the refusal is on record', async () => {
    const answer = await post(change.path, { cookie: 'okpay_staff=auditor' })
    expect(answer.statusCode).toBe(403)
    expect(answer.json()).toMatchObject({ code: 'forbidden', details: { permission: 'restrictions.place' } })
    expect(audited.at(-1)).toMatchObject({ actorKind: 'staff', actor: 'auditor', outcome: 'forbidden' })
  })

  test.each([
    ['without a cookie', {}],
    ['with half a session', { cookie: 'okpay_staff=half' }],
    ['with an unknown token', { cookie: 'okpay_staff=who' }],
    ['with an empty token', { cookie: 'okpay_staff=' }],
    ['with the token as bearer', { authorization: 'Bearer mei' }],
    ['with the customers’ cookie', { cookie: 'okpay_session=mei' }],
    ['with a customer’s token', { cookie: `okpay_staff=${customersToken}` }],
    ['with a second cookie planted beside it', { cookie: 'okpay_staff=mei; okpay_staff=half' }],
    ['with the prefixed name on plain http', { cookie: '__Secure-okpay_staff=mei' }],
  ])('not %s', async (_, headers) => {
    const answer = await post(change.path, headers)
    expect(answer.statusCode).toBe(401)
    expect(answer.json().code).toBe('not_signed_in')
  })

  test('the way in is open to half a session only where it is made for one', async () => {
    expect((await post(finish.path, { cookie: 'okpay_staff=half' })).json()).toEqual({ by: 'mei' })
    expect((await post(finish.path, { cookie: 'okpay_staff=mei' })).statusCode).toBe(401)
    expect((await post(finish.path)).statusCode).toBe(401)
    expect((await post(enter.path)).statusCode).toBe(200)
  })
})

describe('the cookie', () => {
  test('is for this realm’s path, for scripts and other sites not at all', async () => {
    const { post } = start()
    const { headers } = await post(enter.path)
    expect(headers['set-cookie']).toBe(
      'okpay_staff=new; Path=/staff; Expires=Tue, 01 Jan 2030 00:00:00 GMT; HttpOnly; SameSite=Strict',
    )
  })

  test('behind https only travels encrypted', async () => {
    const { post } = start({ OKPAY_PUBLIC_URL: 'https://okpay.test' })
    const { headers } = await post(enter.path)
    expect(headers['set-cookie']).toContain('__Secure-okpay_staff=new; Path=/staff;')
    expect(headers['set-cookie']).toContain('; Secure;')
    const answer = await post(change.path, { cookie: '__Secure-okpay_staff=mei' })
    expect(answer.statusCode).toBe(200)
  })
})

describe('another site', () => {
  const { post } = start()
  const cookie = 'okpay_staff=mei'

  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('cannot make staff do anything: %o', async headers => {
    for (const { path } of [change, enter, finish]) {
      const answer = await post(path, { ...headers, cookie })
      expect(answer.statusCode).toBe(403)
      expect(answer.json().code).toBe('foreign_origin')
    }
  })

  test('cannot by a bearer header either', async () => {
    const headers = { origin: 'https://evil.example', authorization: 'Bearer mei', cookie }
    expect((await post(change.path, headers)).json().code).toBe('foreign_origin')
  })

  test('our own pages can', async () => {
    expect((await post(change.path, { origin: 'http://okpay.test', cookie })).statusCode).toBe(200)
  })
})

describe('with allowed networks', () => {
  const { post, audited } = start({ OKPAY_STAFF_NETWORKS: '10.1.0.0/16, 2001:db8:5::/48 192.0.2.7' })
  const cookie = 'okpay_staff=mei'

  test.each([
    '10.1.0.1',
    '10.1.255.255',
    '192.0.2.7',
    '2001:db8:5::1',
    '2001:DB8:5:ffff::1',
    '::ffff:10.1.2.3',
  ])('%s may', async ip => expect((await post(change.path, { cookie }, ip)).statusCode).toBe(200))

  test.each(['10.2.0.1', '192.0.2.8', '2001:db8:6::1', '::ffff:10.2.0.1', '127.0.0.1'])(
    '%s may not, not even try',
    async ip => {
      for (const { path } of [change, enter, finish]) {
        const answer = await post(path, { cookie }, ip)
        expect(answer.statusCode).toBe(403)
        expect(answer.json().code).toBe('network_not_allowed')
      }
      expect(audited.at(-1)).toMatchObject({ outcome: 'network_not_allowed' })
    },
  )

  test.each(['10.0.0.0/33', '2001:db8::/129', 'office', '10.0.0.0/8/8', '10.0.0.0/-1', '10.0.0/8'])(
    'a list with %s does not start',
    networks => {
      expect(() => readConfig({ OKPAY_STAFF_NETWORKS: `10.0.0.0/8, ${networks}` })).toThrow(ConfigError)
      expect(() => readConfig({ OKPAY_STAFF_NETWORKS: `10.0.0.0/8, ${networks}` })).toThrow(networks)
    },
  )
})

describe('a route that the compiler has not seen', () => {
  const made = (changes: object): Operation => ({ ...change, ...changes })
  const starting = (declared: Operation) => () =>
    startHttp({ routes: [{ operation: declared, handle: () => Promise.resolve({ by: null }) }] })

  test.each([
    ['without a permission', made({ permission: undefined })],
    ['with a permission there is not', made({ permission: 'everything' })],
    ['of staff on the customers’ path', made({ path: '/v1/things' })],
    ['for everybody on the staff’s path', made({ access: 'public', permission: undefined })],
    ['that names a permission nobody checks', made({ access: 'staff_public' })],
  ])('%s does not start', (_, declared) => {
    expect(starting(declared)).toThrow('invariant broken')
  })

  test('with everything it needs starts', () => {
    expect(starting(change)).not.toThrow()
  })
})
