import { beforeAll, describe, expect, test } from 'vitest'
import { restrict as placeRestriction } from '../../../test/factories/restrictions.ts'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp()
})

const preview = (who: Person, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  world.call('POST', '/v1/transfer_previews', { token: who.token, body, key: null, headers })
const send = (who: Person, body: Record<string, unknown>) =>
  world.call('POST', '/v1/transfers', { token: who.token, body })
const sendConfirmed = (who: Person, body: Record<string, unknown>) =>
  world.callConfirmed('POST', '/v1/transfers', { token: who.token, body })
const eur = (value: string) => ({ value, currency: 'EUR' })

async function restrict(who: Person, scope: 'debit' | 'credit'): Promise<void> {
  const { db, slices } = world.app
  await placeRestriction({ db, identity: slices.identity }, who.id, scope, new Date())
}

describe('200', () => {
  test('shows the recipient masked, what it costs, what is left and the limits, and moves nothing', async () => {
    const [payer, payee] = [
      await world.person({ EUR: 100_00n }),
      await world.person({ EUR: 1_00n }, { name: '李小龙' }),
    ]
    const { status, body } = await preview(payer, { recipient: payee.phone, amount: eur('30.5') })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      recipient: {
        matched_by: 'phone',
        name: '*小龙',
        account_number: expect.stringMatching(/^•••• •••• \d{4}$/),
      },
      amount: eur('30.50'),
      fees: [],
      fee: eur('0.00'),
      total: eur('30.50'),
      available_after: eur('69.50'),
      arrives_at: 'immediately',
      obstacle: null,
    })
    expect(body.limits.map((each: { interval: string }) => each.interval)).toEqual(['transaction', 'daily'])
    expect([await world.balanceOf(payer, 'EUR'), await world.balanceOf(payee, 'EUR')]).toEqual([
      '100.00',
      '1.00',
    ])
    const { body: history } = await world.call('GET', '/v1/transactions', { token: payer.token })
    expect(history.data).toEqual([])
  })

  test('to the last cent nothing is left, which is not the same as too little', async () => {
    const [payer, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
    const exact = await preview(payer, { recipient: payee.email, amount: eur('10') })
    expect([exact.body.available_after, exact.body.obstacle]).toEqual([eur('0.00'), null])
    const over = await preview(payer, { recipient: payee.email, amount: eur('10.01') })
    expect([over.body.available_after, over.body.obstacle.code]).toEqual([null, 'insufficient_funds'])
  })
})

describe('the fee', () => {
  test('as previewed is what the transfer takes; after a new price list the order is refused, not overcharged', async () => {
    const [payer, payee] = [await world.person({ EUR: 100_00n }), await world.person()]
    const rule = {
      id: 'transfer',
      operation: 'transfer' as const,
      currency: null,
      fixed: '0',
      basis_points: 250,
      minimum: null,
      maximum: null,
    }
    const { pricing } = world.app.slices
    const version = await pricing.publishFees([rule])
    const order = { recipient: payee.email, amount: eur('10.01') }
    const { body } = await preview(payer, order)
    expect(body).toMatchObject({
      fees: [{ kind: 'transfer', amount: eur('0.26'), rule: `v${version}/transfer` }],
      fee: eur('0.26'),
      total: eur('10.27'),
      available_after: eur('89.73'),
    })
    const sent = await send(payer, { ...order, expected_fee: body.fee })
    expect([sent.status, sent.body.fees, sent.body.total]).toEqual([201, body.fees, body.total])
    expect(await world.balanceOf(payer, 'EUR')).toBe('89.73')

    await pricing.publishFees([{ ...rule, basis_points: 300 }])
    const refused = await send(payer, { ...order, expected_fee: body.fee })
    expect([refused.status, refused.body.code, refused.body.details]).toEqual([
      409,
      'price_changed',
      { fee: eur('0.31') },
    ])
    expect((await preview(payer, order)).body.fee).toEqual(eur('0.31'))
    await pricing.publishFees([{ ...rule, basis_points: 0 }])
  })
})

describe('an obstacle is foreseen exactly as the transfer would meet it', () => {
  const cases: [string, bigint, string, (payer: Person, payee: Person) => Promise<void>][] = [
    ['insufficient_funds', 10_00n, '10.01', async () => undefined],
    ['limit_exceeded', 10_000_00n, '6500.01', async () => undefined],
    [
      'limit_exceeded',
      50_000_00n,
      '0.01',
      async (payer, payee) => {
        for (let index = 0; index < 4; index++)
          await sendConfirmed(payer, { recipient: payee.email, amount: eur('6500') })
      },
    ],
    ['account_restricted', 10_00n, '1', payer => restrict(payer, 'debit')],
    ['counterparty_restricted', 10_00n, '1', (_, payee) => restrict(payee, 'credit')],
  ]
  test.each(cases)('%s', async (code, balance, value, prepare) => {
    const [payer, payee] = [await world.person({ EUR: balance }), await world.person()]
    await prepare(payer, payee)
    const order = { recipient: payee.email, amount: eur(value) }
    const foreseen = await preview(payer, order)
    expect([foreseen.status, foreseen.body.obstacle.code]).toEqual([200, code])
    const met = await send(payer, order)
    const { title, detail, next_step } = met.body
    expect(foreseen.body.obstacle).toEqual({ code: met.body.code, title, detail, next_step })
  })

  test('in the customer’s language', async () => {
    const [payer, payee] = [await world.person(), await world.person()]
    const order = { recipient: payee.email, amount: eur('1') }
    const { body } = await preview(payer, order, { 'accept-language': 'zh-CN' })
    expect(body.obstacle).toMatchObject({ code: 'insufficient_funds', next_step: 'add_money' })
    expect(`${body.obstacle.title}${body.obstacle.detail}`).toMatch(/\p{Script=Han}/u)
  })
})

describe('refused', () => {
  test.each([
    ['an address nobody has', 'nobody@example.com', 'recipient_not_found'],
    ['neither address nor number', 'what is this', 'recipient_invalid'],
  ])('422 for %s', async (_, recipient, code) => {
    const { status, body } = await preview(await world.person(), { recipient, amount: eur('1') })
    expect([status, body.code]).toEqual([422, code])
  })

  test('422 for oneself', async () => {
    const payer = await world.person()
    const { status, body } = await preview(payer, { recipient: payer.email, amount: eur('1') })
    expect([status, body.code, body.details]).toEqual([422, 'recipient_invalid', { self: true }])
  })

  test.each([
    ['amount.value', 'amount_not_positive', { amount: eur('0') }],
    ['amount.value', 'amount_too_precise', { amount: { value: '1.5', currency: 'JPY' } }],
    ['amount.value', 'amount_malformed', { amount: eur('1,00') }],
    ['amount.currency', 'not_allowed', { amount: { value: '1', currency: 'BTC' } }],
    ['amount', 'required', { amount: undefined }],
    ['note', 'unknown_field', { note: 'a preview has none' }],
    ['expected_fee', 'unknown_field', { expected_fee: eur('0') }],
  ])('422: %s is %s', async (path, code, body) => {
    const answer = await preview(await world.person(), {
      recipient: 'a@example.com',
      amount: eur('1'),
      ...body,
    })
    expect([answer.status, answer.body.errors?.[0]]).toMatchObject([422, { path, code }])
  })

  test('401 without a session', async () => {
    const { status, body } = await world.call('POST', '/v1/transfer_previews', { body: {} })
    expect([status, body.code]).toEqual([401, 'not_signed_in'])
  })
})

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
