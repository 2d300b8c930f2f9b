import { sql } from 'kysely'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { toTypeId } from '../../../contract/ids.ts'
import { newId } from '../../platform/id.ts'
import { accountEvent, startNotifications, transfer } from './notifications.fixture.ts'

const world = await startNotifications()
const { db, customer, commit, inbox, texts, settled, pushed, soon } = world

beforeEach(async () => {
  Object.assign(world.broken, { mail: false, sms: false, push: false })
  pushed.length = 0
  await sql`DELETE FROM test_mail`.execute(db.read)
  await sql`DELETE FROM test_sms`.execute(db.read)
})

const newDevice = (stream: string, device: string) =>
  accountEvent(stream, 'session.new_device', { device, place: 'DE', network: '203.0.113.0' })

/** A browser of the customer that shows push messages. */
async function browserOf(customerId: string): Promise<string> {
  const endpoint = `https://push.example.com/send/${newId()}`
  await sql`
    INSERT INTO push_subscription (id, customer_id, endpoint, p256dh, auth, user_agent, created_at)
    VALUES (${newId()}, ${customerId}, ${endpoint}, 'p', 'a', 'test browser', now())`.execute(db.read)
  return endpoint
}

const endpoints = async (customerId: string) => {
  const { rows } = await sql<{ endpoint: string }>`
    SELECT endpoint FROM push_subscription WHERE customer_id = ${customerId}`.execute(db.read)
  return rows.map(row => row.endpoint)
}

async function choose(customerId: string, kind: string, channel: string, enabled: boolean): Promise<void> {
  await sql`
    INSERT INTO notification_preference (customer_id, kind, channel, enabled, changed_at)
    VALUES (${customerId}, ${kind}, ${channel}, ${enabled}, now())`.execute(db.read)
}

test('a sign-in from a new device is told by mail, text message and push, with what it takes to stop it', async () => {
  const ann = await customer('Ann Lee', 'en')
  await browserOf(ann.id)
  await commit(newDevice(ann.id, 'Firefox on Linux'))
  await settled()
  const mail = (await inbox(ann.email)).at(-1)
  expect(mail?.subject).toBe('New sign-in to your account')
  for (const part of [mail?.text, mail?.html]) {
    expect(part).toContain('Firefox on Linux')
    expect(part).toContain('Germany')
    expect(part).toMatch(/https:\/\/pay\.example\/alert#[\w-]{40,}/)
  }
  expect(await texts(ann.phone)).toEqual([
    'OKPay: New sign-in to your account. Device: Firefox on Linux. Place: Germany. ' +
      'Was it not you? Open pay.example yourself and freeze your account.',
  ])
  expect(pushed).toMatchObject([
    {
      urgency: 'high',
      payload: { title: 'New sign-in to your account', url: '/app/security', lang: 'en' },
    },
  ])
})

test('each in their language', async () => {
  const ming = await customer('李明', 'zh-CN')
  await commit(
    newDevice(ming.id, 'Firefox'),
    accountEvent(ming.id, 'restriction.active', { reason: 'frozen_by_customer', scope: 'debit', until: '' }),
  )
  await settled()
  const [, ...mails] = await inbox(ming.email)
  expect(mails.map(mail => mail.subject).toSorted()).toEqual(
    ['您的账户受到限制', '您的账户有新的登录'].toSorted(),
  )
  const restricted = mails.find(mail => mail.subject.includes('限制'))
  expect(restricted?.text).toContain('原因: 您冻结了账户')
  expect(restricted?.text).not.toMatch(/frozen_by_customer|debit/)
  expect((await texts(ming.phone)).some(text => text.includes('地点：德国'))).toBe(true)
})

test('every debit is told with the links that stop it; money that arrives has none', async () => {
  const ann = await customer('Ann Lee', 'en')
  await commit(transfer(ann.id, 'payer', 'B** C**'), transfer(ann.id, 'payee', 'B** C**'), {
    ...transfer(ann.id, 'payer', ''),
    type: 'deposit.reversed',
    payload: {
      id: 'dep_01k',
      number: '9123456789012345',
      amount: { value: '50.00', currency: 'EUR' },
      credit: { value: '49.00', currency: 'EUR' },
    },
  })
  await settled()
  const mails = new Map((await inbox(ann.email)).map(mail => [mail.subject, mail.text]))
  expect(mails.get('You sent 10.50\u00A0EUR to B** C**')).toContain('/alert#')
  expect(mails.get('Your top-up of 49.00\u00A0EUR was taken back')).toContain('/alert#')
  expect(mails.get('You received 10.50\u00A0EUR from B** C**')).not.toContain('/alert#')
})

test('what a device calls itself is text in every channel', async () => {
  const ann = await customer('Ann Lee', 'en')
  await browserOf(ann.id)
  const evil = `<img src=x onerror="alert(1)">\u202e\r\nBcc: x@example.com`
  await commit(
    newDevice(ann.id, evil),
    accountEvent(ann.id, 'passkey.added', { name: `</td><script>1</script>` }),
  )
  await settled()
  const mails = await inbox(ann.email)
  for (const { html, subject } of mails) {
    expect(html).not.toMatch(/<img|<script/)
    expect(html).not.toContain('\u202e')
    expect(subject).not.toMatch(/[\r\n]/)
  }
  expect(mails.some(({ html }) => html.includes('&lt;script&gt;'))).toBe(true)
  for (const text of await texts(ann.phone)) expect(text.split(/[\r\n]/)).toHaveLength(1)
})

test('the anti-phishing phrase is in every mail to its owner, and in none to an address that looks alike', async () => {
  const ann = await customer('Ann Lee', 'en')
  await sql`
    INSERT INTO security_phrase (customer_id, phrase, changed_at) VALUES (${ann.id}, 'blue heron', now())`.execute(
    db.read,
  )
  await commit(newDevice(ann.id, 'Firefox'), transfer(ann.id, 'payee', 'B** C**'))
  await settled()
  const [welcome, ...mails] = await inbox(ann.email)
  expect(welcome?.text).not.toContain('blue heron')
  expect(mails).toHaveLength(2)
  for (const { text, html } of mails) {
    expect(text).toContain('Your anti-phishing phrase: blue heron')
    expect(html).toContain('blue heron')
  }
  // The address in use is changed to a double of it, with a Cyrillic о: what is sent there now has no phrase.
  const double = ann.email.replace('example.com', 'example.c\u043em')
  await world.mailer.sendMail({
    to: double,
    locale: 'en',
    template: 'already_registered',
    params: { sign_in_url: 'https://pay.example/sign-in' },
  })
  await vi.waitFor(async () => {
    const { rows } = await sql<{ text: string }>`
      SELECT text_body AS text FROM test_mail WHERE subject LIKE 'You already%'`.execute(db.read)
    expect(rows).toHaveLength(1)
    expect(rows[0]?.text).not.toContain('blue heron')
  }, soon)
})

describe('what the customer chose', () => {
  test('turns money that arrives off by mail, and on by text message', async () => {
    const ann = await customer('Ann Lee', 'en')
    await choose(ann.id, 'money_in', 'email', false)
    await choose(ann.id, 'money_in', 'sms', true)
    await commit(transfer(ann.id, 'payee', 'B** C**'))
    await settled()
    expect(await inbox(ann.email)).toHaveLength(1)
    expect(await texts(ann.phone)).toEqual(['OKPay: You received 10.50 EUR from B** C**.'])
  })

  test('never turns off what is critical, even where a row says so', async () => {
    const ann = await customer('Ann Lee', 'en')
    for (const kind of ['security_alerts', 'money_out', 'security_changes'])
      for (const channel of ['email', 'sms']) await choose(ann.id, kind, channel, false)
    await commit(newDevice(ann.id, 'Firefox'), transfer(ann.id, 'payer', 'B** C**'))
    await settled()
    expect((await inbox(ann.email)).map(mail => mail.subject).toSorted()).toEqual([
      'New sign-in to your account',
      'You sent 10.50\u00A0EUR to B** C**',
      'Your account is open',
    ])
    expect(await texts(ann.phone)).toHaveLength(1)
  })
})

test('a number that was not proved gets nothing', async () => {
  const ann = await customer('Ann Lee', 'en')
  await sql`UPDATE customer SET phone_verified_at = NULL, phone_lookup = NULL WHERE id = ${ann.id}`.execute(
    db.read,
  )
  await commit(newDevice(ann.id, 'Firefox'))
  await settled()
  expect(await texts(ann.phone)).toEqual([])
  expect(await inbox(ann.email)).toHaveLength(2)
})

describe('when something is away', () => {
  test('an SMS provider that is down delays the message and loses none', async () => {
    const ann = await customer('Ann Lee', 'en')
    world.broken.sms = true
    await commit(newDevice(ann.id, 'Firefox'))
    await vi.waitFor(
      async () => expect(await world.failures()).toEqual([expect.stringMatching(/^503/)]),
      soon,
    )
    expect(await texts(ann.phone)).toEqual([])
    world.broken.sms = false
    await settled()
    expect(await texts(ann.phone)).toHaveLength(1)
  })

  test('a number that cannot get messages is not tried again', async () => {
    const ann = await customer('Ann Lee', 'en')
    await sql`UPDATE customer SET phone = '+15005550001', phone_lookup = '+15005550001' WHERE id = ${ann.id}`.execute(
      db.read,
    )
    await commit(newDevice(ann.id, 'Firefox'))
    await settled()
    const { rows } = await sql`
      SELECT outcome FROM notification WHERE customer_id = ${ann.id} AND channel = 'sms'`.execute(db.read)
    expect(rows).toEqual([{ outcome: 'refused' }])
  })

  test('a push service that is away is asked again; a browser that is gone is forgotten, the others are not', async () => {
    const ann = await customer('Ann Lee', 'en')
    const [gone, there] = [await browserOf(ann.id), await browserOf(ann.id)]
    world.goneEndpoints.add(gone)
    world.broken.push = true
    await commit(newDevice(ann.id, 'Firefox'))
    await vi.waitFor(async () => expect(await world.failures()).toHaveLength(1), soon)
    expect(await endpoints(ann.id)).toHaveLength(2)
    world.broken.push = false
    await settled()
    expect(await endpoints(ann.id)).toEqual([there])
    expect(new Map(pushed.map(({ target, answer }) => [target.endpoint, answer]))).toEqual(
      new Map([
        [gone, 'gone'],
        [there, 'taken'],
      ]),
    )
  })
})

describe('browsers that lose the right to messages', () => {
  test.each([
    ['password.changed', {}],
    ['password.recovered', {}],
    ['sessions.ended', { kept_device: null }],
  ])('all, after %s', async (type, facts) => {
    const [ann, bob] = [await customer('Ann Lee', 'en'), await customer('Bob', 'en')]
    await browserOf(ann.id)
    const other = await browserOf(bob.id)
    await commit(accountEvent(ann.id, type, facts))
    await settled()
    expect([await endpoints(ann.id), await endpoints(bob.id)]).toEqual([[], [other]])
    expect(pushed).toEqual([])
  })

  test('all but the one on the device that stays signed in', async () => {
    const ann = await customer('Ann Lee', 'en')
    const [here] = [await browserOf(ann.id), await browserOf(ann.id)]
    const device = newId()
    await sql`UPDATE push_subscription SET device_id = ${device} WHERE endpoint = ${here}`.execute(db.read)
    await commit(accountEvent(ann.id, 'sessions.ended', { kept_device: toTypeId('device', device) }))
    await settled()
    expect(await endpoints(ann.id)).toEqual([here])
  })

  test('the one on the device somebody signed out of, here or from elsewhere', async () => {
    const ann = await customer('Ann Lee', 'en')
    const [left, kept] = [await browserOf(ann.id), await browserOf(ann.id)]
    const device = newId()
    await sql`UPDATE push_subscription SET device_id = ${device} WHERE endpoint = ${left}`.execute(db.read)
    await commit(accountEvent(ann.id, 'session.ended', { device_id: toTypeId('device', device) }))
    await settled()
    expect(await endpoints(ann.id)).toEqual([kept])
  })

  test('the one on a device another customer signed in on', async () => {
    const ann = await customer('Ann Lee', 'en')
    const [shared, kept] = [await browserOf(ann.id), await browserOf(ann.id)]
    const device = newId()
    await sql`UPDATE push_subscription SET device_id = ${device} WHERE endpoint = ${shared}`.execute(db.read)
    await commit({ ...accountEvent(ann.id, 'device.shared'), subject: device })
    await settled()
    expect(await endpoints(ann.id)).toEqual([kept])
  })

  test('the one on a device that was removed; a freeze of one’s own keeps them', async () => {
    const ann = await customer('Ann Lee', 'en')
    const [stolen, kept] = [await browserOf(ann.id), await browserOf(ann.id)]
    const device = newId()
    await sql`UPDATE push_subscription SET device_id = ${device} WHERE endpoint = ${stolen}`.execute(db.read)
    await commit(
      { ...accountEvent(ann.id, 'device.revoked'), subject: device },
      accountEvent(ann.id, 'restriction.active', { reason: 'frozen_by_customer' }),
    )
    await settled()
    expect(await endpoints(ann.id)).toEqual([kept])
  })
})

test('an event given twice is told once on every channel', async () => {
  const ann = await customer('Ann Lee', 'en')
  const browser = await browserOf(ann.id)
  await commit(newDevice(ann.id, 'Firefox'))
  await settled()
  await sql`UPDATE subscriber_cursor SET position = position - 1`.execute(db.read)
  await commit(transfer(newId(), 'payer', 'nobody'))
  await settled()
  const mine = pushed.filter(({ target }) => target.endpoint === browser)
  expect([(await inbox(ann.email)).length, (await texts(ann.phone)).length, mine.length]).toEqual([2, 1, 1])
})
