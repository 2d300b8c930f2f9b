import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/factories/app.ts'
import { passChallenge } from '../../../test/factories/challenges.ts'
import { restrict } from '../../../test/factories/restrictions.ts'
import { creditorOf } from '../bank-rail/index.ts'
import { cny, eur, remittancesIn } from './remittances.fixture.ts'

let world: TestApp
let abroad: Awaited<ReturnType<typeof remittancesIn>>
beforeAll(async () => {
  world = await startTestApp()
  abroad = await remittancesIn(world)
})

/** After every test the books must hold, whatever it did. */
afterEach(async () => {
  const findings = await abroad.findings()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
})

const texts = (transfer: { timeline: { text: string }[] }) => transfer.timeline.map(({ text }) => text)

describe('quotes', () => {
  test('name both amounts, each fee, the rate, what leaves when and what arrives when', async () => {
    const who = await world.person({ CNY: 1_000_00n })
    const to = await abroad.recipient(who)
    const { status, body } = await abroad.ask(who, to, { fixed: 'receive', amount: eur('10') })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: 'active',
      fixed: 'receive',
      receive: eur('10.00'),
      mid_rate: '0.127877',
      recipient: { country: 'DE', account: '•••• 3000' },
      step_up: null,
      obstacle: null,
    })
    const sum = body.fees.reduce(
      (total: number, { amount }: { amount: { value: string } }) => total + Number(amount.value),
      0,
    )
    expect(Number(body.total.value)).toBeCloseTo(Number(body.converted_from.value) + sum, 6)
    expect(Date.parse(body.expires_at) - Date.parse(body.created_at)).toBe(15 * 60_000)
    // What is promised holds for whoever confirms in the last moment.
    expect(Date.parse(body.leaves_at)).toBeGreaterThanOrEqual(Date.parse(body.expires_at))
    expect(Date.parse(body.expected_by)).toBeGreaterThan(Date.parse(body.leaves_at))
    expect([0, 6]).not.toContain(new Date(body.arrives_on).getUTCDay())
  })

  test('never take more than what was to be sent, and leave less than two minor units of it', async () => {
    const who = await world.person({ CNY: 1_000_00n })
    const to = await abroad.recipient(who)
    for (const value of ['100.00', '99.99', '250.01', '333.33']) {
      const { total } = await abroad.quote(who, to, { fixed: 'send', amount: cny(value) })
      const left = Math.round((Number(value) - Number(total.value)) * 100)
      expect([0, 1]).toContain(left)
    }
  })

  test('in one currency there is no exchange', async () => {
    const who = await world.person({ EUR: 100_00n })
    const to = await abroad.recipient(who)
    const priced = await abroad.quote(who, to, { source: 'EUR', fixed: 'receive', amount: eur('10') })
    expect(priced).toMatchObject({
      converted_from: eur('10.00'),
      receive: eur('10.00'),
      rate: null,
      mid_rate: null,
      rate_day: null,
      markup: eur('0.00'),
    })
  })

  test('say what stands in the way, before it does', async () => {
    const who = await world.person({ CNY: 1_00n })
    const to = await abroad.recipient(who)
    const priced = await abroad.quote(who, to)
    expect(priced).toMatchObject({ available_after: null, obstacle: { code: 'insufficient_funds' } })
  })

  test.each([
    ['an amount in neither currency', { amount: { value: '5', currency: 'USD' } }, 'validation_failed'],
    ['too little to arrive', { fixed: 'send' as const, amount: cny('0.01') }, 'amount_below_minimum'],
  ])('%s is refused', async (_name, wish, code) => {
    const who = await world.person()
    const to = await abroad.recipient(who)
    expect((await abroad.ask(who, to, wish)).body.code).toBe(code)
  })

  test('for somebody else’s or a removed recipient there is none', async () => {
    const [who, other] = [await world.person(), await world.person()]
    const to = await abroad.recipient(who)
    expect((await abroad.ask(other, to)).body.code).toBe('recipient_invalid')
  })
})

describe('sending', () => {
  test('exchanges, charges, holds and orders the payment in one decision', async () => {
    const { who, quote, id, uuid } = await abroad.sent()
    const transfer = await abroad.get(who, id)
    expect(transfer).toMatchObject({
      status: 'processing',
      total: quote.total,
      receive: eur('10.00'),
      arrives_on: quote.arrives_on,
      expected_by: quote.expected_by,
      late: false,
      returned: null,
      actions: ['cancel', 'contact_support'],
    })
    expect(texts(transfer)).toEqual(['abroad_ordered', 'abroad_exchanged', 'abroad_queued'])
    const left = 1_000_00n - BigInt(Math.round(Number(quote.total.value) * 100))
    expect(await abroad.books(who)).toEqual({ 'available/CNY': left, 'reserved/EUR': 10_00n })
    const order = await abroad.orderOf(uuid)
    expect(order).toMatchObject({
      status: 'queued',
      client: 'transfer_abroad',
      number: transfer.number,
      owner: who.id,
      amount: { minor: 10_00n, currency: 'EUR' },
      remittance: transfer.number,
    })
    expect(creditorOf(world.secrets.sealKey, order)).toMatchObject({
      name: 'Anna Schmidt',
      account: { country: 'DE', fields: { iban: 'DE89370400440532013000' } },
    })
    expect(order.batchAt.toISOString()).toBe(quote.leaves_at)
  })

  test('shows in the history with what arrives, and its page has the fees', async () => {
    const { who, id } = await abroad.sent()
    const { number } = await abroad.get(who, id)
    const history = await world.call('GET', '/v1/transactions?kind=transfer_abroad', { token: who.token })
    expect(history.body.data).toHaveLength(1)
    expect(history.body.data[0]).toMatchObject({
      id,
      number,
      kind: 'transfer_abroad',
      direction: 'out',
      status: 'processing',
      counterparty: 'Anna Schmidt •••• 3000',
    })
    const page = await world.call('GET', `/v1/transactions/${number}`, { token: who.token })
    expect(page.body).toMatchObject({ received: eur('10.00') })
    expect(page.body.fees.at(-1)).toMatchObject({ kind: 'fx_markup' })
  })

  test('asks for a proof bound to price, recipient and message, and leaves no trace without one', async () => {
    const who = await world.person({ CNY: 1_000_00n }, { asked: 'as_usual' })
    const to = await abroad.recipient(who)
    const priced = await abroad.quote(who, to)
    expect(priced.step_up).toBe('new_recipient')
    const post = (body: unknown, challenge?: string) =>
      world.call('POST', '/v1/transfers_abroad', {
        token: who.token,
        body,
        headers: challenge ? { 'step-up-challenge': challenge } : {},
      })
    const asked = await post({ quote: priced.id, message: 'Rent' })
    expect([asked.status, asked.body.code]).toEqual([403, 'step_up_required'])
    expect(asked.body.details.challenge).toMatchObject({
      operation: 'transfer_abroad',
      display: {
        reason: 'new_recipient',
        amount: eur('10.00'),
        total: priced.total,
        recipient: 'Anna Schmidt',
        recipient_account: 'DE •••• 3000',
      },
    })
    expect(await abroad.books(who)).toEqual({ 'available/CNY': 1_000_00n })
    const challenge = asked.body.details.challenge.id
    await passChallenge(world.app.db, { challenge })
    const other = await abroad.quote(who, to)
    for (const body of [
      { quote: priced.id, message: 'Rent, again' },
      { quote: other.id, message: 'Rent' },
    ]) {
      const fresh = (await post({ quote: priced.id, message: 'Rent' })).body.details.challenge.id
      await passChallenge(world.app.db, { challenge: fresh })
      expect((await post(body, fresh)).body.code).toBe('step_up_required')
    }
    const sent = await abroad.send(who, priced.id, { message: 'Rent' })
    expect([sent.status, sent.body.message]).toEqual([201, 'Rent'])
    // They are known now.
    expect((await abroad.quote(who, to)).step_up).toBeNull()
  })

  test('a quote is used once, by one of many at the same time', async () => {
    const who = await world.person({ CNY: 1_000_00n })
    const to = await abroad.recipient(who)
    const priced = await abroad.quote(who, to)
    const answers = await Promise.all(Array.from({ length: 8 }, () => abroad.send(who, priced.id)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'quote_used')).toHaveLength(7)
  })

  test('the same key gives the first outcome, also when the recipient was removed since', async () => {
    const who = await world.person({ CNY: 1_000_00n })
    const to = await abroad.recipient(who)
    const priced = await abroad.quote(who, to)
    const key = randomUUID()
    const first = await abroad.send(who, priced.id, {}, key)
    await world.app.http.inject({
      method: 'DELETE',
      url: `/v1/recipients/${to}`,
      headers: { authorization: `Bearer ${who.token}` },
    })
    const again = await abroad.send(who, priced.id, {}, key)
    expect([again.status, again.body.id]).toEqual([201, first.body.id])
    expect(again.headers['idempotency-replayed']).toBe('true')
    const reused = await abroad.send(who, priced.id, { message: 'x' }, key)
    expect(reused.body.code).toBe('idempotency_key_reused')
  })

  test('an expired quote, another’s, or one to a removed recipient is refused and leaves no trace', async () => {
    const who = await world.person({ CNY: 1_000_00n })
    const to = await abroad.recipient(who)
    const [expired, orphaned] = [await abroad.quote(who, to), await abroad.quote(who, to)]
    const stranger = await world.person({ CNY: 1_000_00n })
    expect((await abroad.send(stranger, orphaned.id)).status).toBe(404)
    await world.app.db.pool.query(
      `UPDATE remittance_quote SET created_at = created_at - interval '1 hour', expires_at = now() - interval '1 second'
       WHERE transfer_id IS NULL AND id = (SELECT id FROM remittance_quote WHERE customer_id = $1 ORDER BY id LIMIT 1)`,
      [who.id],
    )
    const late = await abroad.send(who, expired.id)
    expect([late.status, late.body.code]).toEqual([410, 'quote_expired'])
    await world.app.http.inject({
      method: 'DELETE',
      url: `/v1/recipients/${to}`,
      headers: { authorization: `Bearer ${who.token}` },
    })
    const gone = await abroad.send(who, orphaned.id)
    expect([gone.status, gone.body.code]).toEqual([422, 'recipient_invalid'])
    expect(await abroad.books(who)).toEqual({ 'available/CNY': 1_000_00n })
  })

  test('without money it is declined and kept, and the price may be used again', async () => {
    const who = await world.person({ CNY: 1_00n })
    const to = await abroad.recipient(who)
    const priced = await abroad.quote(who, to)
    const declined = await abroad.send(who, priced.id)
    expect([declined.status, declined.body.code]).toEqual([402, 'insufficient_funds'])
    expect(declined.body.resource).toMatchObject({ status: 'failed', status_reason: 'insufficient_funds' })
    expect(texts(declined.body.resource)).toEqual(['abroad_ordered', 'abroad_declined'])
    expect((await abroad.send(who, priced.id)).body.code).toBe('insufficient_funds')
  })

  test.each(['withdrawal', 'debit'] as const)('is declined under a restriction of %s', async scope => {
    const who = await world.person({ CNY: 1_000_00n })
    const to = await abroad.recipient(who)
    const priced = await abroad.quote(who, to)
    await restrict({ db: world.app.db, identity: world.app.slices.identity }, who.id, scope, new Date())
    const declined = await abroad.send(who, priced.id)
    expect([declined.status, declined.body.code]).toEqual([403, 'account_restricted'])
  })

  test('China wants a purpose and reads Chinese; Germany neither', async () => {
    const who = await world.person({ CNY: 1_000_00n })
    const china = await abroad.recipient(who, 'CN', { name: '张小明' })
    const priced = await abroad.quote(who, china, { fixed: 'receive', amount: cny('50') })
    const without = await abroad.send(who, priced.id)
    expect(without.body.errors).toMatchObject([{ path: 'purpose', code: 'required' }])
    const sent = await abroad.send(who, priced.id, { purpose: 'GIFT', message: '生日快乐' })
    expect([sent.status, sent.body.purpose, sent.body.message]).toEqual([201, 'GIFT', '生日快乐'])
    const germany = await abroad.recipient(who)
    const other = await abroad.quote(who, germany)
    const refused = await abroad.send(who, other.id, { purpose: 'GIFT', message: '生日快乐' })
    expect(refused.body.errors).toMatchObject([
      { path: 'purpose', code: 'not_allowed' },
      { path: 'message', code: 'not_latin' },
    ])
  })
})

describe('a message that looks like a card number', () => {
  test('is refused with what to do instead, which is then sent as it was written', async () => {
    const who = await world.person({ CNY: 1_000_00n })
    const priced = await abroad.quote(who, await abroad.recipient(who))
    const refused = await abroad.send(who, priced.id, { message: 'Invoice 4242424242424242' })
    expect([refused.status, refused.body.code]).toEqual([422, 'validation_failed'])
    expect(refused.body.errors).toEqual([
      { path: 'message', code: 'card_number', detail: expect.stringContaining('12345678/12345678') },
    ])
    const sent = await abroad.send(who, priced.id, { message: 'Invoice 42424242/42424242' })
    expect([sent.status, sent.body.message]).toEqual([201, 'Invoice 42424242/42424242'])
  })
})

describe('the bank’s word', () => {
  test('left, taken, arrived: the hold becomes what left through the bank', async () => {
    const { who, id, uuid } = await abroad.sent()
    const before = await abroad.operatorBalance('clearing:bank', 'EUR')
    await abroad.bankSays(uuid, 'batch', 'send')
    const left = await abroad.get(who, id)
    expect([left.status, left.actions]).toEqual(['processing', ['contact_support']])
    expect(texts(left).at(-1)).toBe('abroad_left')
    await abroad.bankSays(uuid, 'accept', 'settle')
    const sent = await abroad.get(who, id)
    expect(sent).toMatchObject({ status: 'sent', actions: ['receipt', 'contact_support'] })
    expect(sent.timeline.at(-2).evidence.reference).toMatch(/^\d+\/1$/)
    expect(await abroad.books(who)).not.toHaveProperty('reserved/EUR')
    // What we owed the bank's clearing, its own entry has taken: nothing stays in between.
    expect(await abroad.operatorBalance('clearing:bank', 'EUR')).toBe(before)
  })

  test('refused: everything is back at the rate it was made at, fees included', async () => {
    const { who, id, uuid } = await abroad.sent()
    await abroad.bankSays(uuid, 'batch', 'send', { move: 'reject', reason: 'AC04' })
    expect(await abroad.get(who, id)).toMatchObject({
      status: 'failed',
      status_reason: 'account_closed_at_bank',
      bank_reason: { code: 'AC04', text: null },
      actions: ['repeat', 'contact_support'],
    })
    expect(await abroad.books(who)).toEqual({ 'available/CNY': 1_000_00n })
  })

  test('bounced weeks later: what came back is in the wallet, in the currency it came in', async () => {
    const { who, id, uuid, quote } = await abroad.sent()
    await abroad.bankSays(uuid, 'batch', 'send', 'settle')
    await abroad.bankSays(uuid, { move: 'return', reason: 'AC01' })
    const returned = await abroad.get(who, id)
    expect(returned).toMatchObject({
      status: 'returned',
      status_reason: 'account_number_wrong',
      returned: eur('10.00'),
      expected_by: null,
    })
    expect(texts(returned).slice(-2)).toEqual(['abroad_came_back', 'abroad_credited'])
    const left = 1_000_00n - BigInt(Math.round(Number(quote.total.value) * 100))
    expect(await abroad.books(who)).toEqual({ 'available/CNY': left, 'available/EUR': 10_00n })
    const history = await world.call('GET', '/v1/transactions', { token: who.token })
    expect(
      history.body.data
        .filter(({ kind }: { kind: string }) => kind === 'transfer_abroad')
        .map(({ direction, amount, status }: Record<string, unknown>) => [direction, amount, status]),
    ).toEqual([
      ['in', eur('10.00'), 'returned'],
      ['out', quote.total, 'returned'],
    ])
  })

  test('told twice it is booked once', async () => {
    const { who, uuid } = await abroad.sent()
    await abroad.bankSays(uuid, 'batch', 'send', 'settle')
    const order = await abroad.orderOf(uuid)
    const evidence = { file: 1, line: 1, messageId: 'MSG-2', at: new Date() }
    const { bankClient } = world.app.slices.remittances
    await Promise.all([bankClient.onSettled(order, evidence), bankClient.onSettled(order, evidence)])
    expect(await abroad.books(who)).not.toHaveProperty('reserved/EUR')
  })

  test('what cannot be is an alert and not silence', async () => {
    const { uuid } = await abroad.sent()
    await abroad.bankSays(uuid, 'batch', 'send', { move: 'reject', reason: 'AC04' })
    const order = await abroad.orderOf(uuid)
    const evidence = { file: 1, line: 1, messageId: 'MSG-3', at: new Date() }
    await expect(world.app.slices.remittances.bankClient.onSettled(order, evidence)).rejects.toThrow(
      'in no state for that',
    )
  })
})

describe('canceling', () => {
  test('before it has left everything is back at once, and the order never leaves', async () => {
    const { who, id, uuid } = await abroad.sent()
    const canceled = await abroad.cancel(who, id)
    expect([canceled.status, canceled.body.status]).toEqual([200, 'canceled'])
    expect(texts(canceled.body).slice(-2)).toEqual(['abroad_canceled', 'abroad_given_back'])
    expect(await abroad.books(who)).toEqual({ 'available/CNY': 1_000_00n })
    expect((await abroad.orderOf(uuid)).status).toBe('canceled')
    expect(await abroad.move(uuid, 'batch')).toBe(false)
    expect((await abroad.cancel(who, id)).body.status).toBe('canceled')
  })

  test('in the same currency without a fee there is only the hold to give back', async () => {
    const who = await world.person({ EUR: 100_00n })
    const to = await abroad.recipient(who)
    const priced = await abroad.quote(who, to, { source: 'EUR', fixed: 'receive', amount: eur('10') })
    const { body } = await abroad.send(who, priced.id)
    expect(body.status).toBe('processing')
    await abroad.cancel(who, body.id)
    expect(await abroad.books(who)).toEqual({ 'available/EUR': 100_00n })
  })

  test('once it is in a file it is too late, and nobody cancels another’s', async () => {
    const { who, id, uuid } = await abroad.sent()
    const stranger = await world.person()
    expect((await abroad.cancel(stranger, id)).status).toBe(404)
    await abroad.bankSays(uuid, 'batch')
    const refused = await abroad.cancel(who, id)
    expect([refused.status, refused.body.code]).toEqual([409, 'transition_not_allowed'])
    expect(refused.body.resource.status).toBe('processing')
  })
})

describe('a customer who exchanged much this month', () => {
  test('pays the lower mark-up abroad too', async () => {
    await world.app.slices.fx.desk.publishMarkup([
      { id: 'any', from: null, to: null, basis_points: 100 },
      { id: 'any-much', from: null, to: null, from_volume: '100', basis_points: 10 },
    ])
    const who = await world.person({ CNY: 10_000_00n })
    const to = await abroad.recipient(who)
    const rule = async () => {
      await abroad.quote(who, to)
      const { rows } = await world.app.db.pool.query<{ points: number }>(
        `SELECT markup_basis_points AS points FROM remittance_quote WHERE customer_id = $1 ORDER BY id DESC LIMIT 1`,
        [who.id],
      )
      return rows[0]?.points
    }
    expect(await rule()).toBe(100)
    const priced = await world.call('POST', '/v1/quotes', {
      token: who.token,
      key: null,
      body: { from: 'CNY', to: 'EUR', amount: cny('2000') },
    })
    const { status } = await world.callConfirmed('POST', '/v1/conversions', {
      token: who.token,
      body: { quote: priced.body.id },
    })
    expect(status).toBe(201)
    expect(await rule()).toBe(10)
  })
})
