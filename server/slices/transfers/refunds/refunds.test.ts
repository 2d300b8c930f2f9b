import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type Person, type TestApp } from '../../../../test/factories/app.ts'
import { restrict } from '../../../../test/factories/restrictions.ts'
import { insertFeeSchedule } from '../../pricing/queries.ts'
import { feeRuleSchema } from '../../pricing/index.ts'

let world: TestApp
beforeAll(async () => {
  world = await startTestApp()
})
afterEach(async () => {
  const { findings } = await world.app.slices.ledger.watch.verifyAll()
  if (findings.length > 0) throw new Error(`the books do not hold: ${JSON.stringify(findings)}`)
})

const eur = (value: string) => ({ value, currency: 'EUR' })

async function paid(value: string): Promise<{ payer: Person; payee: Person; id: string; number: string }> {
  const payer = await world.person({ EUR: 100_00n }, { name: '张小明' })
  const payee = await world.person({}, { name: 'Alice Baker' })
  const { body } = await world.callConfirmed('POST', '/v1/transfers', {
    token: payer.token,
    body: { recipient: payee.email, amount: eur(value) },
  })
  return { payer, payee, id: body.id, number: body.number }
}

const refund = (who: Person, body: Record<string, unknown>, key: string = randomUUID()) =>
  world.callConfirmed('POST', '/v1/refunds', { token: who.token, body, key })

describe('201', () => {
  test('part of it, then the rest; both histories say what it gave back', async () => {
    const { payer, payee, id, number } = await paid('30')
    const before = await world.call('GET', `/v1/transactions/${number}`, { token: payee.token })
    expect(before.body.actions).toContain('refund')
    const first = await refund(payee, { transfer: id, amount: eur('10'), note: 'Too much' })
    expect([first.status, first.body]).toMatchObject([
      201,
      {
        role: 'payer',
        status: 'succeeded',
        transfer_number: number,
        amount: eur('10.00'),
        counterparty: '*小明',
      },
    ])
    expect([await world.balanceOf(payer, 'EUR'), await world.balanceOf(payee, 'EUR')]).toEqual([
      '80.00',
      '20.00',
    ])
    const preview = await world.call('POST', '/v1/refund_previews', {
      token: payee.token,
      body: { transfer: id },
    })
    expect(preview.body).toMatchObject({
      received: eur('30.00'),
      refunded: eur('10.00'),
      refundable: eur('20.00'),
      amount: eur('20.00'),
      original_fees_come_back: false,
      obstacle: null,
    })
    const second = await refund(payee, { transfer: id, amount: eur('20') })
    const seen = await Promise.all([
      world.call('GET', `/v1/transactions/${number}`, { token: payer.token }),
      world.call('GET', `/v1/transactions/${number}`, { token: payee.token }),
      world.call('GET', `/v1/transactions/${first.body.number}`, { token: payer.token }),
    ])
    expect(seen[0]?.body.related).toMatchObject([
      { relation: 'refunded_by', number: first.body.number, amount: eur('10.00') },
      { relation: 'refunded_by', number: second.body.number, amount: eur('20.00') },
    ])
    expect(seen[1]?.body.actions).not.toContain('refund')
    expect(seen[2]?.body).toMatchObject({
      kind: 'refund',
      direction: 'in',
      status: 'succeeded',
      counterparty: 'A*** B***',
      related: [{ relation: 'refund_of', number }],
    })
    expect(await world.balanceOf(payer, 'EUR')).toBe('100.00')
  })

  test('a transfer that was accepted at an address can be given back as well', async () => {
    const [payer, payee] = [await world.person({ EUR: 10_00n }), await world.person()]
    const sent = await world.callConfirmed('POST', '/v1/transfer_invitations', {
      token: payer.token,
      body: { recipient: payee.email, amount: eur('4') },
    })
    const early = await refund(payee, { transfer: sent.body.id, amount: eur('4') })
    expect(early.status).toBe(404)
    await world.call('POST', `/v1/transfer_invitations/${sent.body.id}/accept`, { token: payee.token })
    expect((await refund(payee, { transfer: sent.body.id, amount: eur('4') })).status).toBe(201)
    expect(await world.balanceOf(payer, 'EUR')).toBe('10.00')
  })

  test('the same key gives back once', async () => {
    const { payee, id } = await paid('30')
    const key = randomUUID()
    const [one, other] = [
      await refund(payee, { transfer: id, amount: eur('5') }, key),
      await refund(payee, { transfer: id, amount: eur('5') }, key),
    ]
    expect(other.body).toEqual(one.body)
    expect(await world.balanceOf(payee, 'EUR')).toBe('25.00')
  })
})

describe('refused without a trace', () => {
  test('more than was received in all, also in parts', async () => {
    const { payee, id } = await paid('30')
    await refund(payee, { transfer: id, amount: eur('29.99') })
    const { status, body } = await refund(payee, { transfer: id, amount: eur('0.02') })
    expect([status, body.code, body.details]).toEqual([409, 'already_refunded', { refundable: eur('0.01') }])
    expect((await refund(payee, { transfer: id, amount: eur('0.01') })).status).toBe(201)
    const none = await world.call('POST', '/v1/refund_previews', {
      token: payee.token,
      body: { transfer: id },
    })
    expect(none.body.code).toBe('already_refunded')
  })

  test('by anybody but who received it: 404, the same in all cases', async () => {
    const { payer, id } = await paid('30')
    const stranger = await world.person({ EUR: 50_00n })
    const answers = await Promise.all([
      refund(payer, { transfer: id, amount: eur('1') }),
      refund(stranger, { transfer: id, amount: eur('1') }),
      refund(stranger, { transfer: 'tr_01jd0000000000000000000000', amount: eur('1') }),
      world.call('POST', '/v1/refund_previews', { token: stranger.token, body: { transfer: id } }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
  })

  test('what was spent meanwhile, with what is missing', async () => {
    const { payer, payee, id } = await paid('30')
    await world.callConfirmed('POST', '/v1/transfers', {
      token: payee.token,
      body: { recipient: payer.email, amount: eur('25') },
    })
    const { status, body } = await refund(payee, { transfer: id, amount: eur('10') })
    expect([status, body.code, body.details.missing]).toEqual([402, 'insufficient_funds', eur('5.00')])
  })

  test('another currency, and while frozen', async () => {
    const { payee, id } = await paid('30')
    const other = await refund(payee, { transfer: id, amount: { value: '1', currency: 'USD' } })
    expect([other.status, other.body.errors?.[0]?.path]).toEqual([422, 'amount.currency'])
    await restrict({ db: world.app.db, identity: world.app.slices.identity }, payee.id, 'debit', new Date())
    expect((await refund(payee, { transfer: id, amount: eur('1') })).body.code).toBe('account_restricted')
  })

  test.each(['-5', '0', '+5', '1e2', '0x10', '5,00', '.5', '1.001', '１'])('the amount %s', async value => {
    const { payee, id } = await paid('30')
    expect((await refund(payee, { transfer: id, amount: eur(value) })).status).toBe(422)
  })
})

test('a fee for giving back is taken from who gives back and shown before; the other side does not see it', async () => {
  const { payer, payee, id } = await paid('30')
  const rule = {
    operation: 'refund',
    currency: null,
    fixed: '0.25',
    basis_points: 0,
    minimum: null,
    maximum: null,
  }
  await insertFeeSchedule(world.app.db.pool, {
    rules: [feeRuleSchema.parse({ id: 'refund', ...rule })],
    startsAt: new Date(),
  })
  const preview = await world.call('POST', '/v1/refund_previews', {
    token: payee.token,
    body: { transfer: id, amount: eur('10') },
  })
  expect([preview.body.fee, preview.body.total]).toEqual([eur('0.25'), eur('10.25')])
  const stale = await refund(payee, { transfer: id, amount: eur('10'), expected_fee: eur('0') })
  expect(stale.body.code).toBe('price_changed')
  const done = await refund(payee, { transfer: id, amount: eur('10'), expected_fee: eur('0.25') })
  expect(done.body.total).toEqual(eur('10.25'))
  expect(await world.balanceOf(payee, 'EUR')).toBe('19.75')
  const seen = await world.call('GET', `/v1/refunds/${done.body.id}`, { token: payer.token })
  expect(seen.body).toMatchObject({ role: 'payee', fees: [], total: eur('10.00') })
})
