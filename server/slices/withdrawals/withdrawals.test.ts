import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/factories/app.ts'
import { passChallenge } from '../../../test/factories/challenges.ts'
import { restrict } from '../../../test/factories/restrictions.ts'
import { bankCalendar, creditorOf } from '../bank-rail/index.ts'
import { presentArrival, promiseOf } from './arrival.ts'
import { eur, withdrawalsIn } from './withdrawals.fixture.ts'

let world: TestApp
let bank: ReturnType<typeof withdrawalsIn>
beforeAll(async () => {
  world = await startTestApp()
  bank = withdrawalsIn(world)
})

/** After every test the books must hold, whatever it did. */
afterEach(async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
})

const texts = (withdrawal: { timeline: { text: string }[] }) => withdrawal.timeline.map(({ text }) => text)

describe('creating', () => {
  test('sets the money aside, orders the payment and promises a time', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    expect(await bank.books(who)).toEqual({ available: 75_00n, reserved: 25_00n })
    const withdrawal = await bank.get(who, id)
    expect(withdrawal).toMatchObject({
      status: 'pending',
      amount: eur('25.00'),
      total: eur('25.00'),
      destination: { label: 'DE •••• 3000', holder_name: 'Erika Mustermann', country: 'DE' },
      late_since: null,
      actions: ['cancel', 'contact_support'],
    })
    expect(withdrawal.expected_by).toBe(withdrawal.promised_by)
    expect(texts(withdrawal)).toEqual(['withdrawal_ordered', 'withdrawal_reserved'])
    const order = await bank.orderOf(uuid)
    expect(order).toMatchObject({ status: 'queued', number: withdrawal.number, owner: who.id })
    expect(order.payee.label).toBe('Erika Mustermann, DE •••• 3000')
    const { account } = creditorOf(world.secrets.sealKey, order)
    expect(account.fields).toEqual({ iban: 'DE89370400440532013000' })
    expect(order.remittance).toContain(withdrawal.number)
  })

  test('asks for a proof bound to it, and leaves no trace without one', async () => {
    const who = await world.person({ EUR: 1_000_00n }, { asked: 'as_usual' })
    const method = await bank.bankAccount(who)
    const body = { payment_method: method, amount: eur('10') }
    const asked = await world.call('POST', '/v1/withdrawals', { token: who.token, body })
    expect([asked.status, asked.body.code]).toEqual([403, 'step_up_required'])
    expect(asked.body.details.challenge.display).toMatchObject({
      reason: 'new_recipient',
      amount: eur('10.00'),
      total: eur('10.00'),
      recipient: 'Erika Mustermann',
      recipient_account: 'DE •••• 3000',
    })
    expect(await bank.books(who)).toEqual({ available: 1_000_00n, reserved: 0n })
    expect((await bank.order(who, method, { value: '10' })).status).toBe(201)
    // The account is known now: only the threshold asks.
    const second = await world.call('POST', '/v1/withdrawals', { token: who.token, body })
    expect(second.status).toBe(201)
    const large = { payment_method: method, amount: eur('500.01') }
    const above = await world.call('POST', '/v1/withdrawals', { token: who.token, body: large })
    expect(above.body.details.challenge.display.reason).toBe('amount_over_threshold')
  })

  test.each([
    ['another amount', { amount: eur('10.01') }],
    ['another account', { payment_method: 'other' }],
    ['an expected fee', { expected_fee: eur('0') }],
  ])('its proof does not serve for %s', async (_name, change) => {
    const who = await world.person({ EUR: 100_00n }, { asked: 'as_usual' })
    const [method, other] = [await bank.bankAccount(who), await bank.bankAccount(who, 1)]
    const body = { payment_method: method, amount: eur('10') }
    const asked = await world.call('POST', '/v1/withdrawals', { token: who.token, body })
    const challenge = asked.body.details.challenge.id
    await passChallenge(world.app.db, { challenge })
    const changed = { ...body, ...change }
    if (changed.payment_method === 'other') changed.payment_method = other
    const headers = { 'step-up-challenge': challenge }
    const refused = await world.call('POST', '/v1/withdrawals', { token: who.token, body: changed, headers })
    expect(refused.body.code).toBe('step_up_required')
    expect(await bank.books(who)).toEqual({ available: 100_00n, reserved: 0n })
  })

  test('without money it is declined, kept and replayed', async () => {
    const who = await world.person({ EUR: 10_00n })
    const method = await bank.bankAccount(who)
    const key = randomUUID()
    const declined = await bank.order(who, method, { value: '10.01', key })
    expect([declined.status, declined.body.code]).toEqual([402, 'insufficient_funds'])
    expect(declined.body.details).toEqual({ available: eur('10.00'), missing: eur('0.01') })
    expect(declined.body.resource).toMatchObject({ status: 'failed', status_reason: 'insufficient_funds' })
    const again = await bank.order(who, method, { value: '10.01', key })
    expect(again.body.resource.id).toBe(declined.body.resource.id)
    expect(again.headers['idempotency-replayed']).toBe('true')
  })

  test('the same key gives the first outcome, also when the account was removed since', async () => {
    const who = await world.person({ EUR: 10_00n })
    const method = await bank.bankAccount(who)
    const key = randomUUID()
    const first = await bank.order(who, method, { value: '10', key })
    await world.app.http.inject({
      method: 'DELETE',
      url: `/v1/payment_methods/${method}`,
      headers: { authorization: `Bearer ${who.token}` },
    })
    const again = await bank.order(who, method, { value: '10', key })
    expect([again.status, again.body.id]).toEqual([201, first.body.id])
    const reused = await bank.order(who, method, { value: '9', key })
    expect(reused.body.code).toBe('idempotency_key_reused')
    expect(await bank.books(who)).toEqual({ available: 0n, reserved: 10_00n })
  })

  test('a removed account, somebody else’s, or another currency is refused', async () => {
    const [who, other] = [await world.person({ EUR: 10_00n }), await world.person()]
    const method = await bank.bankAccount(who)
    expect((await bank.order(other, method)).body.code).toBe('payment_method_unusable')
    const body = { payment_method: method, amount: { value: '5', currency: 'USD' } }
    const usd = await world.call('POST', '/v1/withdrawals', { token: who.token, body })
    expect([usd.status, usd.body.code]).toEqual([422, 'currency_unsupported'])
  })

  test('a fee that is not the one shown is refused', async () => {
    const who = await world.person({ EUR: 10_00n })
    const method = await bank.bankAccount(who)
    const refused = await bank.order(who, method, { value: '5', expected_fee: eur('3') })
    expect([refused.status, refused.body.code]).toEqual([409, 'price_changed'])
  })

  test.each(['withdrawal', 'debit'] as const)('is declined under a restriction of %s', async scope => {
    const who = await world.person({ EUR: 10_00n })
    const method = await bank.bankAccount(who)
    await restrict({ db: world.app.db, identity: world.app.slices.identity }, who.id, scope, new Date())
    const declined = await bank.order(who, method, { value: '5' })
    expect([declined.status, declined.body.code]).toEqual([403, 'account_restricted'])
  })
})

describe('the bank’s word', () => {
  test('sent, then paid: the hold becomes what left through the bank', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    const before = await bank.operatorBalance('clearing:bank')
    await bank.bankSays(uuid, 'batch', 'send')
    const sent = await bank.get(who, id)
    expect(sent.status).toBe('in_transit')
    expect(sent.timeline.at(-1).evidence).toMatchObject({ kind: 'bank_file' })
    expect(sent.timeline.at(-1).evidence.reference).toMatch(/^\d+\/1$/)
    await bank.bankSays(uuid, 'accept', 'settle')
    const paid = await bank.get(who, id)
    expect(paid).toMatchObject({ status: 'paid', expected_by: null, actions: ['receipt', 'repeat'] })
    expect(await bank.books(who)).toEqual({ available: 75_00n, reserved: 0n })
    // What the bank took and what we booked meet in clearing, and nothing of it stays.
    expect(await bank.operatorBalance('clearing:bank')).toBe(before)
  })

  test('rejected: everything is back, with the reason in words', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    await bank.bankSays(uuid, 'batch', 'send', { move: 'reject', reason: 'AC04' })
    expect(await bank.get(who, id)).toMatchObject({
      status: 'failed',
      status_reason: 'account_closed_at_bank',
      actions: ['repeat', 'contact_support'],
    })
    expect(await bank.books(who)).toEqual({ available: 100_00n, reserved: 0n })
  })

  test('returned weeks later: all of it is back in the wallet', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    const before = await bank.operatorBalance('clearing:bank')
    await bank.bankSays(uuid, 'batch', 'send', 'settle')
    await bank.bankSays(uuid, { move: 'return', reason: 'AC01' })
    const returned = await bank.get(who, id)
    expect(returned).toMatchObject({ status: 'returned', status_reason: 'account_number_wrong' })
    expect(texts(returned).slice(-2)).toEqual(['withdrawal_returned', 'withdrawal_credited_back'])
    expect(await bank.books(who)).toEqual({ available: 100_00n, reserved: 0n })
    expect(await bank.operatorBalance('clearing:bank')).toBe(before)
  })

  test('told twice it is booked once', async () => {
    const { who, uuid } = await bank.ordered('25.00')
    await bank.bankSays(uuid, 'batch', 'send', 'settle')
    const order = await bank.orderOf(uuid)
    const evidence = { file: 1, line: 1, messageId: 'MSG-2', at: new Date() }
    const { bankClient } = world.app.slices.withdrawals
    await Promise.all([bankClient.onSettled(order, evidence), bankClient.onSettled(order, evidence)])
    expect(await bank.books(who)).toEqual({ available: 75_00n, reserved: 0n })
  })

  test('what cannot be is an alert and not silence', async () => {
    const { uuid } = await bank.ordered('25.00')
    await bank.bankSays(uuid, 'batch', 'send', { move: 'reject', reason: 'AC04' })
    const order = await bank.orderOf(uuid)
    const evidence = { file: 1, line: 1, messageId: 'MSG-3', at: new Date() }
    await expect(world.app.slices.withdrawals.bankClient.onSettled(order, evidence)).rejects.toThrow(
      'in no state for that',
    )
  })
})

describe('canceling', () => {
  test('before it has left the money is back at once, and the order never leaves', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    const canceled = await bank.cancel(who, id)
    expect([canceled.status, canceled.body.status]).toEqual([200, 'canceled'])
    expect(await bank.books(who)).toEqual({ available: 100_00n, reserved: 0n })
    expect((await bank.orderOf(uuid)).status).toBe('canceled')
    expect(await bank.move(uuid, 'batch')).toBe(false)
    expect((await bank.cancel(who, id)).body.status).toBe('canceled')
  })

  test('after it has left the bank is asked; agreed, the money is back', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    await bank.bankSays(uuid, 'batch', 'send')
    const asked = await bank.cancel(who, id)
    expect([asked.status, asked.body.status]).toEqual([200, 'in_transit'])
    expect(asked.body.cancel_requested_at).not.toBeNull()
    expect(asked.body.actions).toEqual(['contact_support'])
    expect(texts(asked.body).slice(-2)).toEqual(['withdrawal_cancel_requested', 'withdrawal_recall_sent'])
    expect((await bank.orderOf(uuid)).status).toBe('recall_requested')
    await bank.bankSays(uuid, 'recall_agreed')
    expect((await bank.get(who, id)).status).toBe('canceled')
    expect(await bank.books(who)).toEqual({ available: 100_00n, reserved: 0n })
  })

  test('refused by the bank it goes on and is paid', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    await bank.bankSays(uuid, 'batch', 'send')
    await bank.cancel(who, id)
    await bank.bankSays(uuid, 'recall_refused')
    expect(texts(await bank.get(who, id)).at(-1)).toBe('withdrawal_recall_refused')
    await bank.bankSays(uuid, 'settle')
    expect((await bank.get(who, id)).status).toBe('paid')
    const late = await bank.cancel(who, id)
    expect([late.status, late.body.status]).toEqual([200, 'paid'])
  })

  test('while its file is just leaving the wish is kept and carried out afterwards', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    await bank.bankSays(uuid, 'batch')
    const noted = await bank.cancel(who, id)
    expect(texts(noted.body).at(-1)).toBe('withdrawal_cancel_requested')
    expect((await bank.orderOf(uuid)).status).toBe('batched')
    await bank.bankSays(uuid, 'send')
    expect((await bank.orderOf(uuid)).status).toBe('recall_requested')
    expect(texts(await bank.get(who, id)).slice(-2)).toEqual(['withdrawal_sent', 'withdrawal_recall_sent'])
  })

  test('the sweep carries a wish out where nobody was told that the file left', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    await bank.bankSays(uuid, 'batch')
    await bank.cancel(who, id)
    await bank.move(uuid, 'send')
    await bank.sweep()
    expect((await bank.orderOf(uuid)).status).toBe('recall_requested')
    await bank.tell()
    expect((await bank.get(who, id)).status).toBe('in_transit')
  })

  test('a wish is carried out although another withdrawal breaks the sweep', async () => {
    const [broken, wished] = [await bank.ordered('25.00'), await bank.ordered('25.00')]
    await bank.move(wished.uuid, 'batch')
    await bank.cancel(wished.who, wished.id)
    await bank.move(wished.uuid, 'send')
    const owner = new Client({ connectionString: world.database.ownerUrl })
    await owner.connect()
    await owner.query(`UPDATE withdrawal SET expected_by = now() - interval '1 minute' WHERE id = $1`, [
      broken.uuid,
    ])
    // The place of the step it would write is taken.
    await owner.query(
      `INSERT INTO withdrawal_step (withdrawal_id, number, state, text, at) VALUES ($1, 3, 'pending', 'x', now())`,
      [broken.uuid],
    )
    await expect(bank.sweep()).rejects.toThrow('withdrawal_step')
    expect((await bank.orderOf(wished.uuid)).status).toBe('recall_requested')
    await owner.query(`DELETE FROM withdrawal_step WHERE withdrawal_id = $1 AND number = 3`, [broken.uuid])
    await owner.query(`UPDATE withdrawal SET expected_by = promised_by WHERE id = $1`, [broken.uuid])
    await owner.end()
  })

  test('what is paid cannot be canceled, and nobody cancels another’s', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    const stranger = await world.person()
    expect((await bank.cancel(stranger, id)).status).toBe(404)
    await bank.bankSays(uuid, 'batch', 'send', 'settle')
    const refused = await bank.cancel(who, id)
    expect([refused.status, refused.body.code]).toEqual([409, 'transition_not_allowed'])
    expect(refused.body.resource.status).toBe('paid')
  })
})

describe('a broken promise', () => {
  /** As if the promised time had passed. */
  async function overdue(uuid: string): Promise<void> {
    await world.app.db.pool.query(
      `UPDATE withdrawal SET expected_by = now() - interval '1 minute' WHERE id = $1`,
      [uuid],
    )
  }

  const told = async (uuid: string) => {
    const { rows } = await world.app.db.pool.query<{ type: string }>(
      `SELECT type FROM outbox WHERE subject_id = $1 AND type IN ('withdrawal.late', 'withdrawal.overdue') ORDER BY id`,
      [uuid],
    )
    return rows.map(({ type }) => type)
  }

  test('raises itself once, keeps what was promised, and is paid after all', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    await bank.bankSays(uuid, 'batch', 'send')
    const { promised_by: promised } = await bank.get(who, id)
    await overdue(uuid)
    await bank.sweep()
    await bank.sweep()
    const late = await bank.get(who, id)
    expect(late).toMatchObject({ status: 'in_review', status_reason: 'late', promised_by: promised })
    expect(Date.parse(late.late_since)).toBeLessThan(Date.now())
    expect(Date.parse(late.expected_by)).toBeGreaterThan(Date.now())
    expect(late.timeline.at(-1)).toMatchObject({ text: 'withdrawal_late', evidence: { kind: 'clock' } })
    expect(await told(uuid)).toEqual(['withdrawal.late'])
    await bank.bankSays(uuid, 'settle')
    expect(await bank.get(who, id)).toMatchObject({ status: 'paid', status_reason: null })
  })

  test('sent late it is in transit again, with a new time', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    await overdue(uuid)
    await bank.sweep()
    await bank.bankSays(uuid, 'batch', 'send')
    const sent = await bank.get(who, id)
    expect(sent).toMatchObject({ status: 'in_transit', status_reason: null })
    expect(sent.late_since).not.toBeNull()
    expect(Date.parse(sent.expected_by)).toBeGreaterThan(Date.now())
  })

  test('that nobody answers is raised again', async () => {
    const { uuid } = await bank.ordered('25.00')
    await overdue(uuid)
    await bank.sweep()
    await overdue(uuid)
    await bank.sweep()
    expect(await told(uuid)).toEqual(['withdrawal.late', 'withdrawal.overdue'])
  })

  test('can still be canceled', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    await overdue(uuid)
    await bank.sweep()
    expect((await bank.cancel(who, id)).body.status).toBe('canceled')
    expect(await bank.books(who)).toEqual({ available: 100_00n, reserved: 0n })
  })

  test('one that ended in time is not late', async () => {
    const { who, id, uuid } = await bank.ordered('25.00')
    await bank.bankSays(uuid, 'batch', 'send', 'settle')
    await bank.sweep()
    expect((await bank.get(who, id)).late_since).toBeNull()
    expect(await told(uuid)).toEqual([])
  })
})

describe('preview', () => {
  test('says fee, arrival, what stays, and why it would be declined', async () => {
    const who = await world.person({ EUR: 100_00n })
    const method = await bank.bankAccount(who)
    const preview = (value: string) =>
      world.call('POST', '/v1/withdrawal_previews', {
        token: who.token,
        body: { payment_method: method, amount: eur(value) },
      })
    const { body } = await preview('40')
    expect(body).toMatchObject({ total: eur('40.00'), available_after: eur('60.00'), obstacle: null })
    expect(Date.parse(body.arrival.expected_by)).toBeGreaterThan(Date.parse(body.arrival.sent_at))
    const poor = (await preview('100.01')).body
    expect(poor).toMatchObject({ available_after: null, obstacle: { code: 'insufficient_funds' } })
  })
})

test('where bank holidays are not announced yet, the latest day is promised and said to be that', () => {
  const promised = (now: string) =>
    presentArrival(promiseOf({ calendarOf: currency => bankCalendar(currency) }, 'CNY', new Date(now)))
  expect(promised('2026-12-30T05:00:00Z')).toMatchObject({
    expected_by: '2026-12-31T16:00:00.000Z',
    holidays_known: true,
  })
  // New Year's Day and the weekend after it are known to be closed, what comes then is not.
  expect(promised('2027-01-01T05:00:00Z')).toMatchObject({
    sent_at: '2027-01-04T07:30:00.000Z',
    expected_by: '2027-01-18T16:00:00.000Z',
    holidays_known: false,
    closed_days: expect.arrayContaining(['2027-01-01', '2027-01-02', '2027-01-03']),
  })
})

test('an open withdrawal is in the way of closing the account, in the history and in the copy', async () => {
  const { who, id } = await bank.ordered('25.00')
  const obstacles = await world.call('GET', '/v1/account_closings/obstacles', { token: who.token })
  const { number } = await bank.get(who, id)
  expect(obstacles.body.open_items).toContainEqual({
    kind: 'withdrawal',
    amount: eur('25.00'),
    number,
    reason: null,
  })
  const detail = await world.call('GET', `/v1/transactions/${number}`, { token: who.token })
  expect(detail.body).toMatchObject({ kind: 'withdrawal', status: 'pending', counterparty: 'DE •••• 3000' })
})
