import { describe, expect, test, vi } from 'vitest'
import { contactOf, findCustomersByPhone } from '../index.ts'
import { confirm, registered, startIdentity } from '../identity.fixture.ts'

const fixture = await startIdentity()
const path = '/v1/customers/me/phone_verification'
let numbers = 0

/** Somebody who has just confirmed their address. */
async function newcomer(phone = `+86138${String((numbers += 1)).padStart(8, '0')}`) {
  const { person, verification, code } = await registered(fixture, { phone })
  const { cookies } = await confirm(fixture, verification.id, code)
  const [row] = await fixture.rows('SELECT id FROM customer WHERE email = $1', [person.email])
  return { id: String(row?.['id']), phone, cookies, email: person.email }
}

type Newcomer = Awaited<ReturnType<typeof newcomer>>

const ask = ({ cookies }: Newcomer) => fixture.send({ method: 'POST', path, cookie: cookies })

const prove = ({ cookies }: Newcomer, code: string) =>
  fixture.send({ method: 'POST', path: `${path}/confirm`, cookie: cookies, body: { code } })

/** Asks for a code and reads it on the phone. */
async function codeFor(somebody: Newcomer): Promise<string> {
  expect((await ask(somebody)).status).toBe(202)
  await fixture.settled()
  return lastCode(somebody.phone)
}

function lastCode(phone: string): string {
  const message = fixture.messages.findLast(({ to, template }) => to === phone && template === 'code')
  if (message?.template !== 'code') throw new Error(`no code was sent to ${phone}`)
  expect(message.params.purpose).toBe('verify_phone')
  return message.params.code
}

const wrongOf = (code: string): string => (code === '000000' ? '000001' : '000000')

test('the code of the message proves the number: it is told, found, and gets messages', async () => {
  const ann = await newcomer()
  expect((await contactOf(fixture.db.read, [ann.id]))[0]).toMatchObject({ phone: null })
  const code = await codeFor(ann)
  expect(await prove(ann, code)).toMatchObject({
    status: 200,
    body: { phone: ann.phone, phone_verified: true },
  })
  expect(await findCustomersByPhone(fixture.db.read, [ann.phone])).toMatchObject([{ customerId: ann.id }])
  expect((await contactOf(fixture.db.read, [ann.id]))[0]).toMatchObject({ phone: ann.phone })
  expect(await fixture.count(`outbox WHERE type = 'phone.verified' AND stream_id = '${ann.id}'`)).toBe(1)
  expect(await ask(ann)).toMatchObject({ status: 409, code: 'transition_not_allowed' })
  expect(await prove(ann, code)).toMatchObject({ status: 409, code: 'transition_not_allowed' })
})

test('of twenty right answers at once one proves it', async () => {
  const ann = await newcomer()
  const code = await codeFor(ann)
  const answers = await Promise.all(Array.from({ length: 20 }, () => prove(ann, code)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(await fixture.count(`outbox WHERE type = 'phone.verified' AND stream_id = '${ann.id}'`)).toBe(1)
})

describe('what does not prove it', () => {
  test('five wrong codes use the right one up', async () => {
    const ann = await newcomer()
    const code = await codeFor(ann)
    for (let tries = 0; tries < 5; tries += 1)
      expect(await prove(ann, wrongOf(code))).toMatchObject({ status: 422, code: 'code_invalid' })
    expect(await prove(ann, code)).toMatchObject({ status: 410, code: 'challenge_expired' })
    expect(await findCustomersByPhone(fixture.db.read, [ann.phone])).toEqual([])
  })

  test('a code after ten minutes', async () => {
    const ann = await newcomer()
    const code = await codeFor(ann)
    fixture.clock.advance(10 * 60_000)
    expect(await prove(ann, code)).toMatchObject({ status: 410, code: 'challenge_expired' })
  })

  test('the code of somebody else', async () => {
    const [ann, bob] = [await newcomer(), await newcomer()]
    const code = await codeFor(ann)
    await codeFor(bob)
    const answer = await prove(bob, code)
    // One time in a million both codes are the same.
    expect(answer.status === 422 || code === lastCode(bob.phone)).toBe(true)
  })

  test('a code that went to the number before', async () => {
    const ann = await newcomer()
    const code = await codeFor(ann)
    await fixture.rows('UPDATE customer SET phone = $1 WHERE id = $2', ['+8613700000001', ann.id])
    expect(await prove(ann, code)).toMatchObject({ status: 410, code: 'challenge_expired' })
  })

  test('anybody who is not signed in', async () => {
    const stranger = { id: '', phone: '', cookies: '', email: '' }
    expect([(await ask(stranger)).status, (await prove(stranger, '123456')).status]).toEqual([401, 401])
  })
})

test('asked again within a minute, no second message is sent', async () => {
  const ann = await newcomer()
  await codeFor(ann)
  const sent = fixture.messages.length
  const answer = await ask(ann)
  await fixture.settled()
  expect(answer.status).toBe(202)
  expect(fixture.messages).toHaveLength(sent)
  fixture.clock.advance(60_000)
  await ask(ann)
  await fixture.settled()
  expect(fixture.messages).toHaveLength(sent + 1)
})

test('whoever proves a number takes it over, and who had it is told and gets no more messages there', async () => {
  const squatter = await newcomer()
  await prove(squatter, await codeFor(squatter))
  const owner = await newcomer(squatter.phone)
  await prove(owner, await codeFor(owner))
  expect(await findCustomersByPhone(fixture.db.read, [owner.phone])).toMatchObject([{ customerId: owner.id }])
  expect(await contactOf(fixture.db.read, [squatter.id])).toMatchObject([{ phone: null }])
  expect(await fixture.count(`outbox WHERE type = 'phone.lost' AND stream_id = '${squatter.id}'`)).toBe(1)
})

test('two who prove one number at the same moment: one of them has it, and nothing breaks', async () => {
  const phone = '+8613600000009'
  const people = [await newcomer(phone), await newcomer(phone), await newcomer(phone)]
  const codes: string[] = []
  for (const one of people) codes.push(await codeFor(one))
  // Held back until all of them are there, so that they run side by side.
  await fixture.rows('BEGIN')
  await fixture.rows('SELECT FROM customer WHERE phone = $1 FOR UPDATE', [phone])
  const proving = people.map((one, index) => prove(one, codes[index] ?? ''))
  // On another connection: inside its transaction the owner would see the activity of its first look for ever.
  const waiting = async () =>
    (await fixture.db.pool.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount ?? 0
  await vi.waitUntil(async () => (await waiting()) >= people.length, { timeout: 10_000 })
  await fixture.rows('COMMIT')
  const answers = await Promise.all(proving)
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(
    await fixture.count(`customer WHERE phone_lookup = '${phone}' AND phone_verified_at IS NOT NULL`),
  ).toBe(1)
  expect(await fixture.count(`customer WHERE phone = '${phone}' AND phone_verified_at IS NOT NULL`)).toBe(1)
})
