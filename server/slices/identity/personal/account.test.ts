import sharp from 'sharp'
import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { OpenItem } from '../../../../contract/api/account-closing.ts'
import { fromTypeId } from '../../../../contract/ids.ts'
import { startIdentity, type Answer } from '../identity.fixture.ts'
import { makeSession } from '../../../../test/factories/customers.ts'
import { complete, provedRecovery } from '../recovery/recovery.fixture.ts'
import { ask, askConfirmed, customerOf, signedIn, toldTo, type SignedIn } from './personal.fixture.ts'

/** What "another slice" says is open; changed by the tests. */
const open: OpenItem[] = []
/** What the next looks see instead, one after the other. */
const looks: OpenItem[][] = []
const renamed: { customerId: string; name: string }[] = []

const fixture = await startIdentity({
  personal: {
    closingChecks: [() => Promise.resolve(looks.shift() ?? [...open])],
    dataSections: [{ name: 'other_slice', read: (_db, id) => Promise.resolve({ of: id, minor: 105n }) }],
    onNameChanged: [
      (_tx, change) => {
        renamed.push(change)
        return Promise.resolve()
      },
    ],
  },
})

beforeEach(() => {
  open.length = 0
})

const day = 24 * 60 * 60_000

const idOf = (answer: Answer): string => z.object({ id: z.string() }).parse(answer.body).id

/** Runs a job of the slice as the worker would once its time has come. */
async function runJob(name: string, payload: object): Promise<void> {
  const job = fixture.identity.jobs.find(each => each.name === name)
  if (!job) throw new Error(`there is no job ${name}`)
  await job.run(job.payload.parse(payload), { attempt: 1, isLastAttempt: false })
}

describe('another name', () => {
  const wish = { method: 'POST', path: '/v1/name_changes', body: { name: 'Wang Daming' } } as const

  test('puts the account back into verification and shows the old name until it is decided', async () => {
    const who = await signedIn(fixture)
    const answer = await askConfirmed(fixture, who, wish)
    expect(answer).toMatchObject({ status: 201, body: { status: 'in_review', new_name: 'Wang Daming' } })
    expect(await customerOf(fixture, who)).toMatchObject({
      name: who.customer.name,
      status: 'pending_verification',
    })
    const id = fromTypeId('nameChange', idOf(answer)) ?? ''
    const end = { id, state: 'accepted', reason: null, now: fixture.clock.now() } as const
    await fixture.db.transaction(tx => fixture.identity.nameChanges.end(tx, end))
    expect(await customerOf(fixture, who)).toMatchObject({ name: 'Wang Daming', status: 'active' })
    expect(renamed).toEqual([{ customerId: who.customer.id, name: 'Wang Daming' }])
    expect(await toldTo(fixture, who)).toContain('name.changed')
    await expect(
      fixture.db.transaction(tx => fixture.identity.nameChanges.end(tx, end)),
    ).rejects.toMatchObject({ refusal: { code: 'transition_not_allowed' } })
  })

  test('needs a confirmation, and is one at a time', async () => {
    const who = await signedIn(fixture)
    expect(await ask(fixture, who, wish)).toMatchObject({ code: 'step_up_required' })
    await askConfirmed(fixture, who, wish)
    expect(await ask(fixture, who, { ...wish, body: { name: 'Wang Erming' } })).toMatchObject({
      status: 409,
      code: 'transition_not_allowed',
    })
    expect(await ask(fixture, who, { ...wish, body: { name: who.customer.name } })).toMatchObject({
      fields: ['name: unchanged'],
    })
  })

  test('can be taken back by its owner only; nothing has changed then', async () => {
    const who = await signedIn(fixture)
    const path = `/v1/name_changes/${idOf(await askConfirmed(fixture, who, wish))}/withdraw`
    expect(await ask(fixture, await signedIn(fixture), { method: 'POST', path })).toMatchObject({
      status: 404,
    })
    expect(await ask(fixture, who, { method: 'POST', path })).toMatchObject({ body: { status: 'withdrawn' } })
    expect(await customerOf(fixture, who)).toMatchObject({ name: who.customer.name, status: 'active' })
    expect(await ask(fixture, who, { method: 'POST', path })).toMatchObject({ status: 409 })
  })

  test('is withdrawn by who closes the account: kept after all, it does not pay under a name in review', async () => {
    const who = await signedIn(fixture)
    const path = `/v1/name_changes/${idOf(await askConfirmed(fixture, who, wish))}/withdraw`
    const closing = await askConfirmed(fixture, who, { method: 'POST', path: '/v1/account_closings' })
    expect(closing).toMatchObject({ status: 201 })
    const keep = `/v1/account_closings/${idOf(closing)}/cancel`
    expect(await ask(fixture, who, { method: 'POST', path: keep })).toMatchObject({ status: 200 })
    expect(await customerOf(fixture, who)).toMatchObject({ name: who.customer.name, status: 'active' })
    expect(await ask(fixture, who, { method: 'POST', path })).toMatchObject({ status: 409 })
  })

  test('that nobody decides ends by itself', async () => {
    const who = await signedIn(fixture)
    await askConfirmed(fixture, who, wish)
    await runJob('identity.sweep_personal', {})
    expect(await customerOf(fixture, who)).toMatchObject({ status: 'pending_verification' })
    fixture.clock.advance(3 * day)
    await runJob('identity.sweep_personal', {})
    expect(await customerOf(fixture, who)).toMatchObject({ name: who.customer.name, status: 'active' })
    expect(await toldTo(fixture, who)).toContain('name.change_expired')
  })
})

describe('language and time zone', () => {
  const change = (who: SignedIn, body: object) =>
    ask(fixture, who, { method: 'PATCH', path: '/v1/customers/me', body })

  test('each can be changed alone, and the zone be forgotten', async () => {
    const who = await signedIn(fixture)
    expect(await change(who, { time_zone: 'Europe/Berlin' })).toMatchObject({
      body: { time_zone: 'Europe/Berlin', locale: 'en' },
    })
    expect(await change(who, { locale: 'zh-CN' })).toMatchObject({
      body: { time_zone: 'Europe/Berlin', locale: 'zh-CN' },
    })
    expect(await change(who, { time_zone: null })).toMatchObject({ body: { time_zone: null } })
    expect(await change(who, {})).toMatchObject({ status: 200, body: { locale: 'zh-CN' } })
  })

  test.each(['Mars/Olympus', '+08:00', '', 'Europe/Berlin\u0000'])('%j is no zone', async zone => {
    expect(await change(await signedIn(fixture), { time_zone: zone })).toMatchObject({ status: 422 })
  })
})

describe('a profile picture', () => {
  const put = (who: SignedIn, bytes: Buffer) =>
    ask(fixture, who, {
      method: 'PUT',
      path: '/v1/customers/me/avatar',
      body: { image: bytes.toString('base64') },
    })
  const canvas = sharp({ create: { width: 640, height: 400, channels: 3, background: '#2a7d5f' } })
  const shapeOf = z.object({ avatar: z.string().nullable() })

  test.each(['jpeg', 'png', 'webp', 'gif'] as const)('%s becomes a small WebP', async kind => {
    const who = await signedIn(fixture)
    const answer = await put(who, await canvas.clone().toFormat(kind).toBuffer())
    const { avatar } = shapeOf.parse(answer.body)
    const picture = await ask(fixture, who, { method: 'GET', path: `/v1/customers/me/avatar/${avatar}` })
    expect(picture.headers).toMatchObject({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cache-control': 'private, max-age=31536000, immutable',
    })
    expect(await sharp(picture.bytes).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 })
  })

  test('keeps nothing of the file but its pixels', async () => {
    const who = await signedIn(fixture)
    const place = 'GPS 31.2304 N 121.4737 E'
    const photo = await canvas
      .clone()
      .withExif({ IFD0: { Copyright: place, ImageDescription: place } })
      .jpeg()
      .toBuffer()
    expect(photo.includes(place)).toBe(true)
    const { avatar } = shapeOf.parse((await put(who, photo)).body)
    const { bytes } = await ask(fixture, who, { method: 'GET', path: `/v1/customers/me/avatar/${avatar}` })
    expect(bytes.includes(place)).toBe(false)
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
  })

  test('is encrypted where it is kept', async () => {
    const who = await signedIn(fixture)
    await put(who, await canvas.clone().png().toBuffer())
    const [row] = await fixture.rows('SELECT sealed FROM avatar WHERE customer_id = $1', [who.customer.id])
    expect(Buffer.from(z.instanceof(Buffer).parse(row?.['sealed'])).includes('WEBP')).toBe(false)
  })

  test.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')],
    ['HTML', Buffer.from('<!doctype html><script>1</script>')],
    ['a PNG’s beginning and nothing more', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['a GIF’s beginning before something else', Buffer.from('GIF89a<script>alert(1)</script>')],
    ['nothing readable', Buffer.from([0])],
  ])('%s is refused', async (_, bytes) => {
    expect(await put(await signedIn(fixture), bytes)).toMatchObject({
      status: 422,
      fields: ['image: image_unsupported'],
    })
  })

  test('a few bytes that unfold to gigabytes are refused', async () => {
    const bomb = await sharp({ create: { width: 9_000, height: 9_000, channels: 3, background: 'red' } })
      .png({ compressionLevel: 9 })
      .toBuffer()
    expect(await put(await signedIn(fixture), bomb)).toMatchObject({ fields: ['image: image_unsupported'] })
  })

  test('one customer sets one at a time, and keeps nobody else from setting theirs', async () => {
    const who = await signedIn(fixture)
    const others = await Promise.all([signedIn(fixture), signedIn(fixture)])
    // 36 megapixels: half a second of a core on a fast machine, while what comes with it arrives in milliseconds.
    const large = await sharp({ create: { width: 6_000, height: 6_000, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    const small = await canvas.clone().png().toBuffer()
    const flood = Array.from({ length: 20 }, () => put(who, large))
    const theirs = await Promise.all(others.map(other => put(other, small)))
    expect(theirs.map(({ status }) => status)).toEqual([200, 200])
    const answers = await Promise.all(flood)
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThan(17)
    expect(answers.find(({ status }) => status !== 200)).toMatchObject({ status: 503, code: 'overloaded' })
    expect(await put(who, small)).toMatchObject({ status: 200 })
  })

  test('is its owner’s alone, and can be removed', async () => {
    const who = await signedIn(fixture)
    const { avatar } = shapeOf.parse((await put(who, await canvas.clone().png().toBuffer())).body)
    const path = `/v1/customers/me/avatar/${avatar}`
    expect(await ask(fixture, await signedIn(fixture), { method: 'GET', path })).toMatchObject({
      status: 404,
    })
    expect(await fixture.send({ method: 'GET', path })).toMatchObject({ status: 401 })
    const removed = await ask(fixture, who, { method: 'DELETE', path: '/v1/customers/me/avatar' })
    expect(removed).toMatchObject({ body: { avatar: null } })
    expect(await ask(fixture, who, { method: 'GET', path })).toMatchObject({ status: 404 })
  })
})

describe('a copy of my data', () => {
  const order = { method: 'POST', path: '/v1/data_exports' } as const
  const fetchIt = (who: SignedIn, id: string) =>
    ask(fixture, who, { method: 'GET', path: `/v1/data_exports/${id}/file` })

  test('is made in the background, told, and holds what every slice keeps, without secrets', async () => {
    const who = await signedIn(fixture)
    const answer = await ask(fixture, who, order)
    expect(answer).toMatchObject({ status: 202, body: { status: 'pending' } })
    await fixture.settled()
    const file = await fetchIt(who, idOf(answer))
    expect(file.headers).toMatchObject({
      'content-disposition': expect.stringMatching(/^attachment; filename="okpay-data-[0-9-]+\.json"$/),
      'cache-control': 'no-store',
    })
    expect(file.body).toMatchObject({
      identity: {
        customer: { email: who.customer.email, name: who.customer.name },
        sessions: [{ user_agent: 'factory' }],
      },
      other_slice: { of: who.customer.id, minor: '105' },
    })
    expect(file.text).not.toMatch(/token_hash|argon2|email_key/)
    expect(await toldTo(fixture, who)).toContain('data_export.ready')
  })

  test('is made five times a day and no more', async () => {
    const who = await signedIn(fixture)
    for (let asked = 0; asked < 5; asked++) {
      expect(await ask(fixture, who, order)).toMatchObject({ status: 202 })
      await fixture.settled()
    }
    const refused = await ask(fixture, who, order)
    expect(refused).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(refused.retryAfter).toBeGreaterThan(23 * 3_600)
    expect(await fixture.count(`data_export WHERE customer_id = '${who.customer.id}'`)).toBe(5)
  })

  test('is one at a time, its owner’s alone, and gone after a week', async () => {
    const who = await signedIn(fixture)
    const [one, two] = await Promise.all([ask(fixture, who, order), ask(fixture, who, order)])
    expect(idOf(one)).toBe(idOf(two))
    await fixture.settled()
    expect(await fetchIt(await signedIn(fixture), idOf(one))).toMatchObject({ status: 404 })
    fixture.clock.advance(7 * day)
    const back = { ...who, session: await makeSession(fixture, who.customer) }
    expect(await fetchIt(back, idOf(one))).toMatchObject({ status: 410 })
    await runJob('identity.sweep_personal', {})
    expect(
      await fixture.rows('SELECT sealed, state FROM data_export WHERE customer_id = $1', [who.customer.id]),
    ).toEqual([{ sealed: null, state: 'expired' }])
  })
})

describe('closing the account', () => {
  const close = { method: 'POST', path: '/v1/account_closings' } as const
  const balance: OpenItem = {
    kind: 'balance',
    amount: { value: '10.50', currency: 'EUR' },
    number: null,
    reason: null,
  }

  test('is refused with the list of what is open, before anybody proves anything', async () => {
    const who = await signedIn(fixture)
    open.push(balance)
    expect(await ask(fixture, who, close)).toMatchObject({
      status: 409,
      code: 'account_not_empty',
      details: { open_items: [balance] },
    })
    expect(await ask(fixture, who, { method: 'GET', path: '/v1/account_closings/obstacles' })).toMatchObject({
      body: { open_items: [balance], cooling_off_days: 14 },
    })
  })

  test('is looked at again under the locks: money that came meanwhile stops it', async () => {
    const who = await signedIn(fixture)
    // Asked, and asked again with the proof: both looks before the transaction see nothing, the one inside the money.
    looks.push([], [], [balance])
    expect(await askConfirmed(fixture, who, close)).toMatchObject({ code: 'account_not_empty' })
    expect(looks).toEqual([])
    expect(await customerOf(fixture, who)).toMatchObject({ status: 'active' })
  })

  test('takes two weeks in which one may change one’s mind', async () => {
    const who = await signedIn(fixture)
    const answer = await askConfirmed(fixture, who, close)
    expect(answer).toMatchObject({ status: 201, body: { status: 'cooling_off' } })
    expect(await customerOf(fixture, who)).toMatchObject({ status: 'closing' })
    const path = `/v1/account_closings/${idOf(answer)}/cancel`
    expect(await ask(fixture, await signedIn(fixture), { method: 'POST', path })).toMatchObject({
      status: 404,
    })
    expect(await ask(fixture, who, { method: 'POST', path })).toMatchObject({ body: { status: 'canceled' } })
    expect(await customerOf(fixture, who)).toMatchObject({ status: 'active' })
    expect(await ask(fixture, who, { method: 'POST', path })).toMatchObject({ status: 409 })
  })

  test('then it is closed for good, with a confirmation to keep', async () => {
    const who = await signedIn(fixture)
    const image = 'R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs='
    await ask(fixture, who, { method: 'PUT', path: '/v1/customers/me/avatar', body: { image } })
    expect(await fixture.count(`avatar WHERE customer_id = '${who.customer.id}'`)).toBe(1)
    const answer = await askConfirmed(fixture, who, close)
    const closing = fromTypeId('accountClosing', idOf(answer)) ?? ''
    fixture.clock.advance(14 * day - 60_000)
    await runJob('identity.close_account', { closing })
    expect(await customerOf(fixture, who)).toMatchObject({ status: 'closing' })
    fixture.clock.advance(60_000)
    const session = await makeSession(fixture, who.customer)
    const recovery = await provedRecovery(fixture, who.customer.email)
    await runJob('identity.close_account', { closing })
    await runJob('identity.close_account', { closing })
    await fixture.settled()
    expect(await customerOf(fixture, who)).toMatchObject({ status: 'closed', email: who.customer.email })
    expect(
      await ask(fixture, { ...who, session }, { method: 'GET', path: '/v1/customers/me' }),
    ).toMatchObject({
      status: 401,
    })
    expect(await complete(fixture, recovery.id, recovery)).toMatchObject({ code: 'challenge_expired' })
    // What no law wants kept is not kept.
    expect(await fixture.count(`avatar WHERE customer_id = '${who.customer.id}'`)).toBe(0)
    const mails = fixture.mails.flatMap(mail => (mail.template === 'account_closed' ? [mail] : []))
    expect(mails).toMatchObject([{ to: who.customer.email }])
    const [id, token] = new URL(mails[0]?.params.link ?? '').hash.slice(1).split('.')
    const path = `/v1/account_closings/${id}/document`
    const document = await fixture.send({ method: 'POST', path, body: { token } })
    expect(document.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': 'attachment; filename="okpay-account-closed.html"',
    })
    expect(document.text).toContain(who.customer.name)
    expect(await fixture.send({ method: 'POST', path, body: { token: 'A'.repeat(43) } })).toMatchObject({
      status: 404,
    })
  })

  test('where something came up after all, the account stays open and says what', async () => {
    const who = await signedIn(fixture)
    const closing = fromTypeId('accountClosing', idOf(await askConfirmed(fixture, who, close))) ?? ''
    open.push(balance)
    fixture.clock.advance(14 * day)
    await runJob('identity.close_account', { closing })
    expect(await customerOf(fixture, who)).toMatchObject({ status: 'active' })
    expect(await toldTo(fixture, who)).toContain('customer.closing_stopped')
    const back = { ...who, session: await makeSession(fixture, who.customer) }
    expect(await ask(fixture, back, { method: 'GET', path: '/v1/customers/me/changes' })).toMatchObject({
      body: { closing: { status: 'stopped', open_items: [balance] } },
    })
  })
})
