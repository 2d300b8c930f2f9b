import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { passChallenge } from '../../../test/factories/challenges.ts'
import { makeSession } from '../../../test/factories/customers.ts'
import { giveMoney } from '../../../test/factories/money.ts'
import { fromTypeId } from '../../../contract/ids.ts'
import { money } from '../../../contract/money.ts'
import { lockChallenges, storeUses, used } from '../identity/index.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp()
})

const eur = (value: string) => ({ value, currency: 'EUR' })

type Order = {
  recipient: string
  amount: { value: string; currency: string }
  note?: string
  expected_fee?: unknown
}

function send(payer: Person, body: Order, more: { challenge?: string; key?: string; token?: string } = {}) {
  const { challenge, key = randomUUID(), token = payer.token } = more
  const headers = challenge === undefined ? {} : { 'step-up-challenge': challenge }
  return world.call('POST', '/v1/transfers', { token, body, key, headers })
}

/** A challenge for that order, passed. */
async function challengeFor(payer: Person, order: Order): Promise<string> {
  const { body } = await send(payer, order)
  if (body.code !== 'step_up_required') throw new Error(JSON.stringify(body))
  await passChallenge(world.app.db, { challenge: body.details.challenge.id })
  return body.details.challenge.id
}

const couple = async (cents: bigint) =>
  [
    await world.person({ EUR: cents }, { asked: 'as_usual' }),
    await world.person({ EUR: 1_00n }, { name: 'Alice Baker' }),
  ] as const

describe('the first transfer to somebody', () => {
  test('asks, shows the server’s facts, and leaves no trace', async () => {
    const [payer, payee] = await couple(10_00n)
    const key = randomUUID()
    const { status, body } = await send(payer, { recipient: payee.email, amount: eur('3') }, { key })
    expect([status, body.code]).toEqual([403, 'step_up_required'])
    expect(body.details.challenge).toMatchObject({
      operation: 'transfer',
      status: 'pending',
      display: {
        reason: 'new_recipient',
        amount: eur('3.00'),
        total: eur('3.00'),
        recipient: 'A*** B***',
        recipient_account: expect.stringMatching(/^•+/),
      },
    })
    expect(await world.balanceOf(payer, 'EUR')).toBe('10.00')
    const { body: history } = await world.call('GET', '/v1/transactions', { token: payer.token })
    expect(history.data).toHaveLength(0)
  })

  test('whatever is decided, the database lets a challenge be used up once', async () => {
    const [payer, payee] = await couple(10_00n)
    const challenge = await challengeFor(payer, { recipient: payee.email, amount: eur('3') })
    const id = fromTypeId('challenge', challenge) ?? ''
    const client = await world.app.db.connect()
    await client.query('BEGIN')
    const known = await lockChallenges(client, [id])
    const use = storeUses(
      Array.from(known.values(), each => used(each, { by: randomUUID(), at: new Date() })),
    )
    await client.query(use)
    await expect(client.query(use)).rejects.toThrow('0 of 1 rows of challenge')
    await client.query('ROLLBACK')
    await client.end()
  })

  test('goes with the passed challenge and the same key, once', async () => {
    const [payer, payee] = await couple(10_00n)
    const order = { recipient: payee.email, amount: eur('3') }
    const key = randomUUID()
    const challenge = await challengeFor(payer, order)
    const done = await send(payer, order, { challenge, key })
    expect([done.status, done.body.status]).toEqual([201, 'completed'])
    const repeated = await send(payer, order, { challenge, key })
    expect([repeated.status, repeated.body.id]).toEqual([201, done.body.id])
    expect(await world.balanceOf(payer, 'EUR')).toBe('7.00')
  })

  test('the second needs none, unless it is above the threshold', async () => {
    const [payer, payee] = await couple(1_000_00n)
    const order = { recipient: payee.email, amount: eur('3') }
    await send(payer, order, { challenge: await challengeFor(payer, order) })
    expect((await send(payer, { ...order, amount: eur('500') })).status).toBe(201)
    const { body } = await send(payer, { ...order, amount: eur('500.01') })
    expect(body.code).toBe('insufficient_funds')
  })

  test('the recipient stays new when the transfer failed', async () => {
    const [payer, payee] = await couple(1_00n)
    const order = { recipient: payee.email, amount: eur('3') }
    expect((await send(payer, order)).body.code).toBe('insufficient_funds')
    expect((await send(payer, { ...order, amount: eur('1') })).body.code).toBe('step_up_required')
  })
})

describe('an amount above the threshold', () => {
  test('asks also for somebody known, and says so in the preview', async () => {
    const [payer, payee] = await couple(2_000_00n)
    const order = { recipient: payee.email, amount: eur('500.01') }
    await send(payer, order, { challenge: await challengeFor(payer, order) })
    const { body } = await send(payer, order)
    expect(body.details.challenge.display.reason).toBe('amount_over_threshold')
    const foreseen = (value: string) =>
      world.call('POST', '/v1/transfer_previews', {
        token: payer.token,
        body: { recipient: payee.email, amount: eur(value) },
      })
    expect((await foreseen('500.01')).body.step_up).toBe('amount_over_threshold')
    expect((await foreseen('500')).body.step_up).toBe(null)
  })

  test('a lower threshold of the customer’s own holds at once', async () => {
    const [payer, payee] = await couple(100_00n)
    const order = { recipient: payee.email, amount: eur('20') }
    await send(payer, order, { challenge: await challengeFor(payer, order) })
    const body = { amount: eur('10'), new_recipient: eur('0') }
    const lowered = await world.call('PUT', '/v1/step_up_thresholds/EUR', { token: payer.token, body })
    expect(lowered.status).toBe(200)
    expect((await send(payer, order)).body.code).toBe('step_up_required')
    expect((await send(payer, { ...order, amount: eur('10') })).status).toBe(201)
  })
})

describe('any change of the order voids its challenge', () => {
  const changes: [string, (order: Order, other: Person) => Order][] = [
    ['the amount', order => ({ ...order, amount: eur('3.01') })],
    ['the currency', order => ({ ...order, amount: { value: '3', currency: 'USD' } })],
    ['the recipient', (order, other) => ({ ...order, recipient: other.email })],
    ['the note', order => ({ ...order, note: 'for the boat' })],
    ['the fee that was shown', order => ({ ...order, expected_fee: eur('0') })],
    ['how the recipient is named', order => ({ ...order, recipient: ` ${order.recipient}` })],
  ]
  test.each(changes)('%s', async (_name, change) => {
    const [payer, payee] = await couple(10_00n)
    const other = await world.person()
    await giveMoney(world.app.slices.ledger.pipeline, payer.id, money(10_00n, 'USD'))
    const order = { recipient: payee.email, amount: eur('3'), note: 'for the car' }
    const challenge = await challengeFor(payer, order)
    const changed = await send(payer, change(order, other), { challenge })
    expect([changed.status, changed.body.code]).toEqual([403, 'step_up_required'])
    expect(await world.balanceOf(payer, 'EUR')).toBe('10.00')
  })

  test('and it does not serve for the order it was for any more', async () => {
    const [payer, payee] = await couple(10_00n)
    const order = { recipient: payee.email, amount: eur('3') }
    const challenge = await challengeFor(payer, order)
    await send(payer, { ...order, amount: eur('4') }, { challenge })
    expect((await send(payer, order, { challenge })).body.code).toBe('step_up_required')
  })
})

test('another session of the payer cannot use the challenge', async () => {
  const [payer, payee] = await couple(10_00n)
  const order = { recipient: payee.email, amount: eur('3') }
  const challenge = await challengeFor(payer, order)
  const clock = { now: () => new Date() }
  const other = await makeSession({ db: world.app.db, clock, identity: world.app.slices.identity }, payer)
  expect((await send(payer, order, { challenge, token: other.token })).body.code).toBe('step_up_required')
  expect((await send(payer, order, { challenge })).status).toBe(201)
})

test('a challenge of somebody else is none', async () => {
  const [payer, payee] = await couple(10_00n)
  const [other] = await couple(10_00n)
  const order = { recipient: payee.email, amount: eur('3') }
  const challenge = await challengeFor(other, order)
  expect((await send(payer, order, { challenge })).body.code).toBe('step_up_required')
})

test('the books hold with everything that was proved and refused here', async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  expect(findings).toEqual([])
})
