import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type Person, type TestApp } from '../../../../test/factories/app.ts'
import { everyMinuteAt } from '../later.fixture.ts'
import { payWithinDays } from './payment-request.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp()
})
afterEach(async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
})

const eur = (value: string) => ({ value, currency: 'EUR' })
const path = '/v1/payment_requests'

const ask = (who: Person, body: Record<string, unknown>, key: string = randomUUID()) =>
  world.call('POST', path, { token: who.token, body, key })
const act = (who: Person, id: string, action: 'decline' | 'cancel') =>
  world.call('POST', `${path}/${id}/${action}`, { token: who.token })
const pay = (who: Person, id: string, body: Record<string, unknown> = {}) =>
  world.callConfirmed('POST', `${path}/${id}/pay`, { token: who.token, body })
const read = (who: Person, id: string) => world.call('GET', `${path}/${id}`, { token: who.token })

describe('a request to a customer', () => {
  test('is paid by one confirmation, and both sides read it', async () => {
    const requester = await world.person({}, { name: 'Alice Baker' })
    const payer = await world.person({ EUR: 50_00n }, { name: '张小明' })
    const asked = await ask(requester, { payer: payer.email, amount: eur('12.5'), note: 'Lunch' })
    expect([asked.status, asked.body]).toMatchObject([
      201,
      { role: 'requester', status: 'pending', payer: { name: '*小明' }, actions: ['share', 'cancel'] },
    ])
    const inbox = await world.call('GET', `${path}?role=payer&status=pending`, { token: payer.token })
    expect(inbox.body.data).toMatchObject([{ id: asked.body.id, role: 'payer', actions: ['pay', 'decline'] }])
    const paid = await pay(payer, asked.body.id, { expected_fee: eur('0') })
    expect([paid.status, paid.body]).toMatchObject([
      201,
      { status: 'completed', note: 'Lunch', amount: eur('12.50') },
    ])
    expect(await world.balanceOf(requester, 'EUR')).toBe('12.50')
    expect((await read(requester, asked.body.id)).body).toMatchObject({
      status: 'paid',
      transfer_number: paid.body.number,
      actions: ['receipt'],
    })
    const seen = await world.call('GET', `/v1/transactions/${paid.body.number}`, { token: requester.token })
    expect(seen.body.related).toMatchObject([{ relation: 'request', id: asked.body.id }])
    expect((await pay(payer, asked.body.id)).body.code).toBe('transition_not_allowed')
  })

  test('stays open when the money does not suffice, and the declined transfer is kept', async () => {
    const [requester, payer] = [await world.person(), await world.person({ EUR: 5_00n })]
    const { body } = await ask(requester, { payer: payer.phone, amount: eur('6') })
    const tried = await pay(payer, body.id)
    expect([tried.status, tried.body.code, tried.body.resource.status]).toEqual([
      402,
      'insufficient_funds',
      'failed',
    ])
    expect((await read(payer, body.id)).body.status).toBe('pending')
  })

  test('asks for a proof as any transfer does', async () => {
    const requester = await world.person()
    const payer = await world.person({ EUR: 5_00n }, { asked: 'as_usual' })
    const { body } = await ask(requester, { payer: payer.email, amount: eur('1') })
    const first = await world.call('POST', `${path}/${body.id}/pay`, { token: payer.token, body: {} })
    expect(first.body.details.challenge.display).toMatchObject({
      reason: 'new_recipient',
      amount: eur('1.00'),
    })
    expect((await pay(payer, body.id)).status).toBe(201)
  })

  test('is declined by who was asked, taken back by who asked, and nothing else', async () => {
    const [requester, payer, stranger] = [
      await world.person(),
      await world.person({ EUR: 50_00n }),
      await world.person({ EUR: 5_00n }),
    ]
    const one = await ask(requester, { payer: payer.email, amount: eur('1') })
    const wrong = await Promise.all([
      act(requester, one.body.id, 'decline'),
      act(payer, one.body.id, 'cancel'),
      act(stranger, one.body.id, 'decline'),
      read(stranger, one.body.id),
      pay(stranger, one.body.id),
    ])
    expect(wrong.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    expect((await pay(requester, one.body.id)).body.code).toBe('recipient_invalid')
    expect((await act(payer, one.body.id, 'decline')).body.status).toBe('declined')
    expect((await pay(payer, one.body.id)).body.code).toBe('transition_not_allowed')
    const other = await ask(requester, { payer: payer.email, amount: eur('1') })
    expect((await act(requester, other.body.id, 'cancel')).body).toMatchObject({
      status: 'canceled',
      actions: [],
    })
    expect((await act(payer, other.body.id, 'decline')).body.code).toBe('transition_not_allowed')
  })

  test('is over after its time', async () => {
    const [requester, payer] = [await world.person(), await world.person({ EUR: 50_00n })]
    const { body } = await ask(requester, { payer: payer.email, amount: eur('1') })
    await everyMinuteAt(world, new Date(Date.now() + (payWithinDays - 1) * 86_400_000))
    expect((await read(payer, body.id)).body.status).toBe('pending')
    await everyMinuteAt(world, new Date(Date.now() + (payWithinDays + 1) * 86_400_000))
    expect((await read(payer, body.id)).body).toMatchObject({ status: 'expired', actions: [] })
  })
})

describe('a request with a link', () => {
  test('can be paid by whoever has it, once', async () => {
    const [requester, one, other] = [
      await world.person(),
      await world.person({ EUR: 5_00n }),
      await world.person({ EUR: 5_00n }),
    ]
    const { body } = await ask(requester, { payer: null, amount: eur('3') })
    expect(body.link).toMatch(/\/app\/requests\/prq_[0-9a-z]{26}$/)
    expect((await read(one, body.id)).body).toMatchObject({ role: 'payer', payer: null, actions: ['pay'] })
    expect((await act(one, body.id, 'decline')).status).toBe(404)
    const both = await Promise.all([pay(one, body.id), pay(other, body.id)])
    // Whoever comes second finds it paid, or, looking a moment later, not there for them.
    expect(both.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await world.balanceOf(requester, 'EUR')).toBe('3.00')
  })
})

describe('a bill', () => {
  const split = (who: Person, body: Record<string, unknown>) =>
    world.call('POST', '/v1/bills', { token: who.token, body })

  test('and a request that are repeated after somebody has left get their first answer', async () => {
    const [owner, friend] = [await world.person(), await world.person()]
    const [one, two] = [randomUUID(), randomUUID()]
    const both = async () => [
      await ask(owner, { payer: friend.email, amount: eur('3') }, one),
      await world.call('POST', '/v1/bills', {
        token: owner.token,
        key: two,
        body: {
          title: 'Dinner',
          total: eur('9'),
          own_weight: 1,
          shares: [{ payer: friend.email, weight: 1 }],
        },
      }),
    ]
    const first = await both()
    await world.app.db.pool.query('UPDATE customer SET email_key = id::text WHERE id = $1', [friend.id])
    const again = await both()
    expect(again.map(({ status, body }) => [status, body])).toEqual(
      first.map(({ status, body }) => [status, body]),
    )
    expect(again.map(({ headers }) => headers['idempotency-replayed'])).toEqual(['true', 'true'])
  })

  test('that names somebody nobody knows says which of them it is', async () => {
    const [owner, friend] = [await world.person(), await world.person()]
    const shares = [friend.email, 'nobody@mail.example'].map(payer => ({ payer, weight: 1 }))
    const refused = await split(owner, { title: 'Dinner', total: eur('9'), own_weight: 1, shares })
    expect([refused.status, refused.body.code, refused.body.errors]).toMatchObject([
      422,
      'recipient_not_found',
      [{ path: 'shares.1.payer' }],
    ])
  })

  test('is split to the last minor unit, and shows how far it is paid', async () => {
    const owner = await world.person({}, { name: 'Alice Baker' })
    const friends = [await world.person({ EUR: 50_00n }), await world.person(), await world.person()]
    const made = await split(owner, {
      title: 'Dinner',
      total: eur('100'),
      own_weight: 1,
      shares: friends.map(({ email }, index) => ({ payer: email, weight: index === 2 ? 3 : 1 })),
    })
    expect(made.status).toBe(201)
    expect(made.body.own_share).toEqual(eur('16.67'))
    expect(made.body.requests.map((part: { amount: { value: string } }) => part.amount.value)).toEqual([
      '16.67',
      '16.66',
      '50.00',
    ])
    await pay(friends[0] ?? owner, made.body.requests[0].id)
    const { body } = await world.call('GET', `/v1/bills/${made.body.id}`, { token: owner.token })
    expect(body).toMatchObject({ paid: eur('16.67'), open: eur('66.66') })
    // Who was asked sees their own part and nothing of the others.
    const seen = await read(friends[1] ?? owner, made.body.requests[1].id)
    expect(seen.body).toMatchObject({ note: 'Dinner', bill: null, amount: eur('16.66') })
    expect(
      (await world.call('GET', `/v1/bills/${made.body.id}`, { token: friends[1]?.token ?? '' })).status,
    ).toBe(404)
    const list = await world.call('GET', '/v1/bills', { token: owner.token })
    expect(list.body.data.map((bill: { id: string }) => bill.id)).toEqual([made.body.id])
  })

  test('is not split with nobody, twice with one person, or into nothing', async () => {
    const [owner, friend, third] = [await world.person(), await world.person(), await world.person()]
    const of = (shares: unknown[], total = '10') => ({ title: 'x', total: eur(total), own_weight: 0, shares })
    const answers = [
      await split(owner, of([])),
      await split(
        owner,
        of([
          { payer: friend.email, weight: 1 },
          { payer: friend.phone, weight: 1 },
        ]),
      ),
      await split(owner, of([{ payer: owner.email, weight: 1 }])),
      await split(
        owner,
        of(
          [
            { payer: friend.email, weight: 1 },
            { payer: third.email, weight: 1 },
          ],
          '0.01',
        ),
      ),
    ]
    expect(answers.map(({ body }) => body.code)).toEqual([
      'validation_failed',
      'validation_failed',
      'recipient_invalid',
      'amount_below_minimum',
    ])
  })
})

test('nobody has more than a hundred open', async () => {
  const requester = await world.person()
  const asked = await Promise.all(
    Array.from({ length: 103 }, () => ask(requester, { payer: null, amount: eur('1') })),
  )
  expect(asked.filter(({ status }) => status === 201)).toHaveLength(100)
  expect(asked.find(({ status }) => status !== 201)?.body.code).toBe('too_many_waiting')
})

test('nor asks a hundred and one in a day by taking them back', async () => {
  const requester = await world.person()
  const takeBack = async () => {
    const asked = await ask(requester, { payer: null, amount: eur('1') })
    if (asked.status === 201)
      await world.call('POST', `/v1/payment_requests/${asked.body.id}/cancel`, { token: requester.token })
    return asked
  }
  for (let asked = 0; asked < 100; asked++) expect((await takeBack()).status).toBe(201)
  const refused = await takeBack()
  expect([refused.status, refused.body.code]).toEqual([409, 'too_many_waiting'])
})
