import { createECDH, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { listNotifications } from '../../../contract/api/notifications.ts'
import { createAuditWriter } from '../../platform/audit.ts'
import { createTestClock } from '../../platform/clock.ts'
import { readConfig } from '../../platform/config.ts'
import { createHttpApp } from '../../platform/http/app.ts'
import { newId } from '../../platform/id.ts'
import { createLogger } from '../../platform/log.ts'
import { createMetrics } from '../../platform/metrics.ts'
import { accountEvent, startNotifications, transfer } from './notifications.fixture.ts'

const world = await startNotifications()
const { db, customer, commit, settled } = world

/** The signed-in customers of these tests are the ids they send. */
const http = createHttpApp({
  config: readConfig({ NODE_ENV: 'test', OKPAY_RATE_LIMIT_SCALE: '1000' }),
  log: createLogger({ level: 'silent', name: 'test' }),
  clock: createTestClock(),
  routes: world.slice.routes,
  authenticate: async token =>
    token === null ? null : { customerId: token, sessionId: newId(), locale: 'en', deviceId: null },
  audit: createAuditWriter(db),
  metrics: createMetrics({ processMetrics: false }),
  readiness: {},
})
afterAll(() => http.close())

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

async function ask(customerId: string | null, method: Method, url: string, body?: object, language = 'en') {
  const answer = await http.inject({
    method,
    url,
    headers: {
      'accept-language': language,
      ...(customerId === null ? {} : { authorization: `Bearer ${customerId}` }),
    },
    ...(body === undefined ? {} : { payload: body }),
  })
  const text = answer.body
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: answer.statusCode, body: json }
}

const feed = async (customerId: string, query = '', language = 'en') =>
  listNotifications.success.body.parse(
    (await ask(customerId, 'GET', `/v1/notifications${query}`, undefined, language)).body,
  )

const unread = async (customerId: string) => (await ask(customerId, 'GET', '/v1/notifications/unread')).body

describe('the feed', () => {
  test('tells everything of one’s own, newest first, in the caller’s language, and nothing of others', async () => {
    const [ann, bob] = [await customer('Ann Lee', 'en'), await customer('Bob', 'en')]
    await commit(
      transfer(ann.id, 'payer', 'B** C**'),
      accountEvent(ann.id, 'session.new_device', { device: 'Firefox', place: 'private' }),
      transfer(bob.id, 'payee', 'A** L**'),
      // Nobody is told of this type.
      accountEvent(ann.id, 'deposit.pending'),
    )
    await settled()
    expect((await feed(ann.id)).data).toMatchObject([
      {
        kind: 'security_alerts',
        title: 'New sign-in to your account',
        facts: [
          { label: 'Device', value: 'Firefox' },
          { label: 'Place', value: 'a private network' },
        ],
        link: '/app/security',
        read: false,
      },
      {
        kind: 'money_out',
        title: 'You sent 10.50\u00A0EUR to B** C**',
        link: '/app/transactions/9123456789012345',
      },
      { kind: 'account', title: 'Your account is open' },
    ])
    const [newest] = (await feed(ann.id, '', 'zh-CN')).data
    expect(newest?.title).toBe('您的账户有新的登录')
  })

  test('comes in pages without gap or twin', async () => {
    const ann = await customer('Ann Lee', 'en')
    await commit(...Array.from({ length: 6 }, (_, n) => transfer(ann.id, 'payee', `P${n}`)))
    await settled()
    const ids: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof feed>> = await feed(
        ann.id,
        `?limit=3${cursor && `&cursor=${cursor}`}`,
      )
      ids.push(...page.data.map(one => one.id))
      cursor = page.next_cursor
    }
    expect(ids).toHaveLength(7)
    expect(ids).toEqual(ids.toSorted((a, b) => Number(b) - Number(a)))
    expect(new Set(ids).size).toBe(7)
    expect((await ask(ann.id, 'GET', '/v1/notifications?cursor=-1')).status).toBe(422)
  })

  test('counts what is new until it was read, never goes back, and never reads what is still to come', async () => {
    const ann = await customer('Ann Lee', 'en')
    await commit(transfer(ann.id, 'payee', 'one'), transfer(ann.id, 'payee', 'two'))
    await settled()
    expect(await unread(ann.id)).toEqual({ unread: 3 })
    const [newest, middle] = (await feed(ann.id)).data
    const read = (upTo: string) => ask(ann.id, 'POST', '/v1/notifications/read', { up_to: upTo })
    expect((await read(middle?.id ?? '')).body).toEqual({ unread: 1 })
    expect((await feed(ann.id)).data.map(one => one.read)).toEqual([false, true, true])
    expect((await read('1')).body).toEqual({ unread: 1 })
    expect((await read('99999999999999999')).body).toEqual({ unread: 0 })
    await commit(transfer(ann.id, 'payee', 'three'))
    await settled()
    expect(await unread(ann.id)).toEqual({ unread: 1 })
    expect(newest?.title).toContain('two')
  })

  test('an event that cannot be read hides nothing else', async () => {
    const ann = await customer('Ann Lee', 'en')
    await sql`
      INSERT INTO event (position, type, version, stream_id, subject_id, payload, occurred_at)
      SELECT max(position) + 1, 'transfer.completed', 99, ${ann.id}, ${ann.id}, '{}', now() FROM event`.execute(
      db.read,
    )
    expect((await feed(ann.id)).data).toHaveLength(1)
    await sql`UPDATE subscriber_cursor SET position = (SELECT max(position) FROM event)`.execute(db.read)
  })
})

describe('preferences', () => {
  const list = '/v1/notification_preferences'
  const put = (customerId: string, body: object) => ask(customerId, 'PUT', list, body)

  test('what is critical is on and locked; the rest is kept as chosen', async () => {
    const ann = await customer('Ann Lee', 'en')
    const { body } = await ask(ann.id, 'GET', list)
    expect(body).toMatchObject({
      phone_verified: true,
      push_devices: 0,
      data: [
        {
          kind: 'security_alerts',
          channels: [
            { channel: 'email', enabled: true, locked: true },
            { channel: 'sms', enabled: true, locked: true },
            { channel: 'push', enabled: true, locked: false },
          ],
        },
        { kind: 'security_changes' },
        { kind: 'money_out' },
        { kind: 'money_in', channels: [{ channel: 'email', enabled: true, locked: false }, {}, {}] },
        { kind: 'terms', channels: [{ channel: 'email', enabled: true, locked: true }, {}] },
        { kind: 'account' },
      ],
    })
    const changed = await put(ann.id, { kind: 'money_in', channel: 'email', enabled: false })
    expect(changed).toMatchObject({
      status: 200,
      body: { data: { 3: { channels: { 0: { enabled: false } } } } },
    })
    const back = await put(ann.id, { kind: 'money_in', channel: 'email', enabled: true })
    expect(back).toMatchObject({ body: { data: { 3: { channels: { 0: { enabled: true } } } } } })
  })

  test.each([
    { kind: 'security_alerts', channel: 'email' },
    { kind: 'security_alerts', channel: 'sms' },
    { kind: 'security_changes', channel: 'email' },
    { kind: 'money_out', channel: 'email' },
    { kind: 'terms', channel: 'email' },
  ])('%o cannot be turned off', async choice => {
    const ann = await customer('Ann Lee', 'en')
    const refused = await put(ann.id, { ...choice, enabled: false })
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'channel', code: 'not_allowed' }] },
    })
  })

  test('what is not offered cannot be turned on', async () => {
    const ann = await customer('Ann Lee', 'en')
    const refused = await put(ann.id, { kind: 'account', channel: 'sms', enabled: true })
    expect(refused.status).toBe(422)
  })
})

describe('browsers that show push messages', () => {
  const path = '/v1/push_subscriptions'

  function subscription(endpoint = `https://push.example.com/send/${newId()}`) {
    const keys = createECDH('prime256v1')
    keys.generateKeys()
    return {
      endpoint,
      keys: { p256dh: keys.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') },
    }
  }

  const kept = async (customerId: string) => {
    const { rows } = await sql<{ endpoint: string }>`
      SELECT endpoint FROM push_subscription WHERE customer_id = ${customerId} ORDER BY created_at`.execute(
      db.read,
    )
    return rows.map(row => row.endpoint)
  }

  test('one is added, counted, and taken back, by nobody else', async () => {
    const [ann, bob] = [await customer('Ann Lee', 'en'), await customer('Bob', 'en')]
    const added = await ask(ann.id, 'POST', path, subscription())
    expect(added).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^psub_/) } })
    expect((await ask(ann.id, 'GET', '/v1/notification_preferences')).body).toMatchObject({ push_devices: 1 })
    const { id } = Object(added.body)
    expect((await ask(bob.id, 'DELETE', `${path}/${id}`)).status).toBe(404)
    expect((await ask(ann.id, 'DELETE', `${path}/${id}`)).status).toBe(204)
    expect(await kept(ann.id)).toEqual([])
  })

  test('a browser that asks is told whether it is still known, to its owner only', async () => {
    const [ann, bob] = [await customer('Ann Lee', 'en'), await customer('Bob', 'en')]
    const browser = subscription()
    const added = await ask(ann.id, 'POST', path, browser)
    expect((await ask(ann.id, 'GET', path)).body).toEqual({
      data: [{ ...Object(added.body), endpoint: browser.endpoint, created_at: expect.any(String) }],
    })
    expect((await ask(bob.id, 'GET', path)).body).toEqual({ data: [] })
    await commit(accountEvent(ann.id, 'sessions.ended', { kept_device: null }))
    await settled()
    expect((await ask(ann.id, 'GET', path)).body).toEqual({ data: [] })
  })

  test('a browser belongs to who signed in there last', async () => {
    const [ann, bob] = [await customer('Ann Lee', 'en'), await customer('Bob', 'en')]
    const browser = subscription()
    await ask(ann.id, 'POST', path, browser)
    await ask(bob.id, 'POST', path, browser)
    expect([await kept(ann.id), await kept(bob.id)]).toEqual([[], [browser.endpoint]])
  })

  test('ten are kept, the oldest go', async () => {
    const ann = await customer('Ann Lee', 'en')
    for (let n = 0; n < 12; n += 1) await ask(ann.id, 'POST', path, subscription())
    expect(await kept(ann.id)).toHaveLength(10)
  })

  test.each([
    'http://push.example.com/x',
    'https://127.0.0.1/x',
    'https://10.0.0.1/x',
    'https://[::1]/x',
    'https://localhost/x',
    'https://metadata.internal/x',
    'https://push.example.com:22/x',
    'https://a:b@push.example.com/x',
    'javascript:alert(1)',
  ])('%s is not an endpoint we call', async endpoint => {
    const ann = await customer('Ann Lee', 'en')
    expect((await ask(ann.id, 'POST', path, subscription(endpoint))).status).toBe(422)
    expect(await kept(ann.id)).toEqual([])
  })

  test('a key nothing could be encrypted to is refused', async () => {
    const ann = await customer('Ann Lee', 'en')
    const { endpoint, keys } = subscription()
    const p256dh = Buffer.alloc(65, 4).toString('base64url')
    const refused = await ask(ann.id, 'POST', path, { endpoint, keys: { ...keys, p256dh } })
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'keys.p256dh', code: 'malformed' }] },
    })
  })
})

test('nobody who is not signed in gets anything', async () => {
  const answers = await Promise.all([
    ask(null, 'GET', '/v1/notifications'),
    ask(null, 'GET', '/v1/notifications/unread'),
    ask(null, 'POST', '/v1/notifications/read', { up_to: '1' }),
    ask(null, 'GET', '/v1/notification_preferences'),
    ask(null, 'GET', '/v1/push_subscriptions/key'),
    ask(null, 'GET', '/v1/push_subscriptions'),
  ])
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401])
})
