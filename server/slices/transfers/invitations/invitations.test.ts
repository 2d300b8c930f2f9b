import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { fromTypeId } from '../../../../contract/ids.ts'
import { startTestApp, type Person, type TestApp } from '../../../../test/factories/app.ts'
import { restrict } from '../../../../test/factories/restrictions.ts'
import { everyMinuteAt } from '../later.fixture.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp()
})
afterEach(async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
})

const eur = (value: string) => ({ value, currency: 'EUR' })
const path = '/v1/transfer_invitations'
let made = 0
const newAddress = () => `nobody.${(made += 1)}.${randomUUID().slice(0, 8)}@example.com`

const invite = (payer: Person, body: Record<string, unknown>, key?: string) =>
  world.callConfirmed('POST', path, { token: payer.token, body, ...(key === undefined ? {} : { key }) })
const act = (who: Person, id: string, action: 'accept' | 'cancel', key?: string) =>
  world.call('POST', `${path}/${id}/${action}`, { token: who.token, ...(key === undefined ? {} : { key }) })

async function reservedOf(who: Person): Promise<string> {
  const { body } = await world.call('GET', '/v1/wallet', { token: who.token })
  return body.balances.find((each: { currency: string }) => each.currency === 'EUR').reserved.value
}

/** Lets the time of an invitation be over, as the clock will. */
async function makeDue(id: string): Promise<void> {
  await world.app.db.pool.query(
    `UPDATE transfer_invitation SET expires_at = created_at + interval '1 millisecond' WHERE id = $1`,
    [fromTypeId('transfer', id)],
  )
}

describe('201', () => {
  test('holds the money, writes to the address, and whoever proves it accepts', async () => {
    const payer = await world.person({ EUR: 100_00n }, { name: '张小明' })
    const address = newAddress()
    const sent = await invite(payer, { recipient: address, amount: eur('30.5'), note: 'Welcome 🍜' })
    expect(sent.status).toBe(201)
    expect(sent.body).toMatchObject({
      role: 'payer',
      status: 'awaiting_acceptance',
      amount: eur('30.50'),
      total: eur('30.50'),
      invited: { kind: 'email', address },
      counterparty: null,
      actions: ['cancel'],
    })
    expect([await world.balanceOf(payer, 'EUR'), await reservedOf(payer)]).toEqual(['69.50', '30.50'])
    const seen = await world.call('GET', `/v1/transactions/${sent.body.number}`, { token: payer.token })
    expect(seen.body).toMatchObject({
      kind: 'transfer',
      status: 'awaiting_acceptance',
      counterparty: address,
    })
    expect(seen.body.expected_by).toBe(sent.body.expires_at)

    const payee = await world.person({}, { email: address.toUpperCase(), name: 'Alice Baker' })
    const waiting = await world.call('GET', `${path}?role=payee`, { token: payee.token })
    expect(waiting.body.data).toMatchObject([
      { id: sent.body.id, role: 'payee', counterparty: '*小明', actions: ['accept'] },
    ])
    const accepted = await act(payee, sent.body.id, 'accept')
    expect(accepted.body).toMatchObject({ status: 'completed', role: 'payee', actions: ['receipt'] })
    expect([await world.balanceOf(payer, 'EUR'), await reservedOf(payer)]).toEqual(['69.50', '0.00'])
    expect(await world.balanceOf(payee, 'EUR')).toBe('30.50')
    const both = await Promise.all(
      [payer, payee].map(who =>
        world.call('GET', `/v1/transactions/${sent.body.number}`, { token: who.token }),
      ),
    )
    expect(both.map(({ body }) => [body.direction, body.status, body.counterparty])).toEqual([
      ['out', 'completed', address],
      ['in', 'completed', '*小明'],
    ])
    expect(both[0]?.body.timeline.map((step: { state: string }) => step.state)).toEqual([
      'processing',
      'awaiting_acceptance',
      'completed',
    ])
  })

  test('a number counts once it was proved, however it was typed', async () => {
    const payer = await world.person({ EUR: 50_00n })
    const payee = await world.person()
    const local = payee.phone.slice(3)
    const sent = await invite(payer, {
      recipient: `${local.slice(0, 3)} ${local.slice(3)}`,
      amount: eur('5'),
    })
    expect(sent.body.invited).toEqual({ kind: 'phone', address: payee.phone })
    await world.app.db.pool.query(
      'UPDATE customer SET phone_lookup = NULL, phone_verified_at = NULL WHERE id = $1',
      [payee.id],
    )
    expect((await act(payee, sent.body.id, 'accept')).status).toBe(404)
    await world.app.db.pool.query(
      'UPDATE customer SET phone_lookup = phone, phone_verified_at = now() WHERE id = $1',
      [payee.id],
    )
    expect((await act(payee, sent.body.id, 'accept')).body.status).toBe('completed')
  })

  test('the answer is the same whether the address is a customer’s or nobody’s', async () => {
    const payer = await world.person({ EUR: 50_00n })
    const known = await world.person()
    const answers = [known.email, newAddress()].map(recipient =>
      invite(payer, { recipient, amount: eur('1') }),
    )
    const shapes = (await Promise.all(answers)).map(({ status, body }) => {
      const { id, number, invited, created_at, expires_at, timeline, ...rest } = body
      return { status, rest, keys: Object.keys({ id, number, invited, created_at, expires_at, timeline }) }
    })
    expect(shapes[0]).toEqual(shapes[1])
  })

  test('the same key holds the money once', async () => {
    const payer = await world.person({ EUR: 10_00n })
    const key = randomUUID()
    const body = { recipient: newAddress(), amount: eur('4') }
    const first = await invite(payer, body, key)
    const again = await invite(payer, body, key)
    expect(again.body.id).toBe(first.body.id)
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(await reservedOf(payer)).toBe('4.00')
  })
})

describe('taken back', () => {
  test('the money and the limit are the payer’s again, and nobody can accept any more', async () => {
    const payer = await world.person({ EUR: 10_00n })
    const payee = await world.person()
    const left = async () => (await world.call('GET', '/v1/limits', { token: payer.token })).body
    const before = await left()
    const sent = await invite(payer, { recipient: payee.email, amount: eur('4') })
    expect(await left()).not.toEqual(before)
    const canceled = await act(payer, sent.body.id, 'cancel')
    expect(canceled.body).toMatchObject({ status: 'canceled', actions: ['repeat'] })
    expect(await left()).toEqual(before)
    expect([await world.balanceOf(payer, 'EUR'), await reservedOf(payer)]).toEqual(['10.00', '0.00'])
    expect((await act(payee, sent.body.id, 'accept')).status).toBe(404)
    expect((await act(payer, sent.body.id, 'cancel')).body.code).toBe('transition_not_allowed')
  })

  test('only by its payer', async () => {
    const [payer, payee, stranger] = [
      await world.person({ EUR: 10_00n }),
      await world.person(),
      await world.person(),
    ]
    const { body } = await invite(payer, { recipient: payee.email, amount: eur('4') })
    const answers = await Promise.all([
      act(payee, body.id, 'cancel'),
      act(stranger, body.id, 'cancel'),
      act(stranger, body.id, 'accept'),
      act(payer, body.id, 'accept'),
      world.call('GET', `${path}/${body.id}`, { token: stranger.token }),
      world.call('GET', `${path}/tr_01jd0000000000000000000000`, { token: stranger.token }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404])
  })
})

describe('time over', () => {
  test('it comes back by itself, with the reason; accepting in the meantime is refused', async () => {
    const payer = await world.person({ EUR: 10_00n })
    const payee = await world.person()
    const { body } = await invite(payer, { recipient: payee.email, amount: eur('4') })
    await makeDue(body.id)
    expect((await act(payee, body.id, 'accept')).body.code).toBe('transition_not_allowed')
    await expireAll()
    await expireAll()
    const after = await world.call('GET', `${path}/${body.id}`, { token: payer.token })
    expect(after.body.status).toBe('expired')
    expect(await world.balanceOf(payer, 'EUR')).toBe('10.00')
  })
})

async function expireAll(): Promise<void> {
  await everyMinuteAt(world, new Date())
}

describe('refused without a trace', () => {
  test.each([
    ['an account number', '8000 0000 0001', 'recipient_invalid'],
    ['no address', 'nobody', 'recipient_invalid'],
    ['a landline', '+86 10 6552 9988', 'recipient_invalid'],
  ])('%s', async (_name, recipient, code) => {
    const payer = await world.person({ EUR: 10_00n })
    expect((await invite(payer, { recipient, amount: eur('1') })).body.code).toBe(code)
  })

  test('one’s own address', async () => {
    const payer = await world.person({ EUR: 10_00n })
    expect((await invite(payer, { recipient: payer.email, amount: eur('1') })).body.code).toBe(
      'recipient_invalid',
    )
  })

  test('not enough money, with what is missing', async () => {
    const payer = await world.person({ EUR: 10_00n })
    const { status, body } = await invite(payer, { recipient: newAddress(), amount: eur('10.01') })
    expect([status, body.code, body.details]).toEqual([
      402,
      'insufficient_funds',
      { available: eur('10.00'), missing: eur('0.01') },
    ])
    expect((await world.call('GET', `${path}?role=payer`, { token: payer.token })).body.data).toEqual([])
  })

  test('the twenty-first that waits', async () => {
    const payer = await world.person({ EUR: 100_00n })
    const sent = await Promise.all(
      Array.from({ length: 25 }, () => invite(payer, { recipient: newAddress(), amount: eur('0.10') })),
    )
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(20)
    expect(new Set(sent.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(
      new Set(['too_many_waiting']),
    )
  })

  test('twenty a day, however often they are taken back: each has written to somebody', async () => {
    const payer = await world.person({ EUR: 100_00n })
    const take = async () => {
      const sent = await invite(payer, { recipient: newAddress(), amount: eur('0.10') })
      if (sent.status === 201) await act(payer, sent.body.id, 'cancel')
      return sent
    }
    for (let sent = 0; sent < 20; sent++) expect((await take()).status).toBe(201)
    const refused = await take()
    expect([refused.status, refused.body.code]).toEqual([409, 'too_many_waiting'])
    expect(refused.body.details).toMatchObject({ maximum: 20, taken_back: 20 })
    const wait = Number(refused.headers['retry-after'])
    expect(wait).toBeGreaterThan(23 * 3_600)
    expect(wait).toBeLessThanOrEqual(24 * 3_600)
  })

  test('accepting while the payer is frozen', async () => {
    const [payer, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
    const { body } = await invite(payer, { recipient: payee.email, amount: eur('4') })
    await restrict({ db: world.app.db, identity: world.app.slices.identity }, payer.id, 'debit', new Date())
    expect((await act(payee, body.id, 'accept')).body.code).toBe('counterparty_restricted')
  })
})

describe('the proof', () => {
  test('is asked for, since an address can never have been confirmed, and is bound to it', async () => {
    const payer = await world.person({ EUR: 500_00n }, { asked: 'as_usual' })
    const body = { recipient: newAddress(), amount: eur('1') }
    const key = randomUUID()
    const asked = await world.call('POST', path, { token: payer.token, body, key })
    expect([asked.status, asked.body.code]).toEqual([403, 'step_up_required'])
    expect(asked.body.details.challenge).toMatchObject({
      operation: 'transfer_invitation',
      display: { reason: 'new_recipient', recipient: body.recipient },
    })
    expect((await invite(payer, body)).status).toBe(201)
    const again = await world.call('POST', path, {
      token: payer.token,
      body: { ...body, amount: eur('1.5') },
    })
    expect(again.body.code).toBe('step_up_required')
  })
})
