import { beforeAll, describe, expect, test } from 'vitest'
import { grouped, withCheckDigit } from '../../../contract/check-digit.ts'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { historian } from './history.fixture.ts'

let world: TestApp
let history: Awaited<ReturnType<typeof historian>>
let payer: Person
let payee: Person
let number: string
// After the price list was published: a decision has the prices of its own time.
const now = new Date(Date.now() + 60 * 60_000)
let version: number
beforeAll(async () => {
  world = await startTestApp()
  history = await historian(world)
  payer = await world.person({ EUR: 100_00n }, { name: '王小明' })
  payee = await world.person({ EUR: 1_00n }, { name: 'Alice Baker' })
  version = await world.app.slices.pricing.publishFees([
    {
      id: 'euro',
      operation: 'transfer',
      currency: 'EUR',
      fixed: '0.25',
      basis_points: 0,
      minimum: null,
      maximum: null,
    },
  ])
  number = await history.transferAt({ payer, payee }, { minor: 10_00n, note: 'Rent' }, now)
})

const read = (who: Person, text: string) =>
  world.call('GET', `/v1/transactions/${encodeURIComponent(text)}`, { token: who.token })
const eur = (value: string) => ({ value, currency: 'EUR' })

describe('200', () => {
  test('its payer sees what left them, the fee with its rule, and what proves each step', async () => {
    const { status, body } = await read(payer, number)
    expect(status).toBe(200)
    expect(body).toEqual({
      number,
      kind: 'transfer',
      id: expect.stringMatching(/^tr_/),
      direction: 'out',
      status: 'completed',
      status_reason: null,
      amount: eur('10.25'),
      principal: eur('10.00'),
      received: null,
      fees: [{ kind: 'transfer', amount: eur('0.25'), rule: `v${version}/euro` }],
      counterparty: 'A*** B***',
      method: null,
      note: 'Rent',
      balance_after: eur('89.75'),
      created_at: now.toISOString(),
      updated_at: now.toISOString(),
      expected_by: null,
      related: [],
      actions: ['receipt', 'repeat'],
      timeline: [
        {
          state: 'processing',
          at: now.toISOString(),
          text: 'transfer_ordered',
          evidence: { kind: 'command', reference: body.id },
          reason: null,
        },
        {
          state: 'completed',
          at: now.toISOString(),
          text: 'transfer_completed',
          evidence: { kind: 'journal', reference: expect.stringMatching(/^jrn_/) },
          reason: null,
        },
      ],
    })
  })

  test('its recipient sees what they got, and not what it cost the payer', async () => {
    const { status, body } = await read(payee, number)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      direction: 'in',
      amount: eur('10.00'),
      principal: eur('10.00'),
      fees: [],
      counterparty: '*小明',
      note: 'Rent',
      balance_after: eur('11.00'),
      actions: ['receipt', 'refund'],
    })
    expect(JSON.stringify(body)).not.toMatch(/0\.25|10\.25|89\.75|euro/)
  })

  test.each([
    ['in groups of four', grouped],
    ['with dashes', (digits: string) => grouped(digits).replaceAll(' ', '-')],
    ['with spaces around', (digits: string) => ` ${digits} `],
  ])('the number may be written %s', async (_, write) => {
    expect((await read(payer, write(number))).body.number).toBe(number)
  })

  test('a deposit shows how it was paid', async () => {
    const customer = await world.person()
    await history.depositAt(customer, 20_00n, now)
    const { body: list } = await world.call('GET', '/v1/transactions', { token: customer.token })
    const { status, body } = await read(customer, list.data[0].number)
    expect([status, body]).toMatchObject([
      200,
      {
        kind: 'deposit',
        direction: 'in',
        status: 'succeeded',
        method: 'card_debit',
        counterparty: null,
        principal: eur('20.00'),
        balance_after: eur('20.00'),
      },
    ])
    expect(body.timeline.at(-1)).toMatchObject({ state: 'succeeded', evidence: { kind: 'journal' } })
  })

  test('a declined one says why, and that no balance came of it', async () => {
    const failed = await history.transferAt({ payer, payee }, { minor: 5_000_00n }, now)
    expect((await read(payer, failed)).body).toMatchObject({
      status: 'failed',
      status_reason: 'insufficient_funds',
      balance_after: null,
      actions: ['repeat', 'contact_support'],
      timeline: [{ state: 'processing' }, { state: 'failed', reason: 'insufficient_funds', evidence: null }],
    })
    expect((await read(payee, failed)).status).toBe(404)
  })
})

describe('404, the same in all cases', () => {
  test('another customer’s, one that does not exist, and what is no number at all', async () => {
    const stranger = await world.person({ EUR: 5_00n })
    const absent = withCheckDigit('999999999999999')
    const wrongDigit = number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10).toString()
    const answers = await Promise.all(
      [number, absent, wrongDigit, 'tr_01h455vb4pex5vsknk084sn02q', '1', '../wallet', '９１２３'].map(text =>
        read(stranger, text),
      ),
    )
    const told = answers.map(({ status, body }) => ({ status, ...body, request_id: '' }))
    expect(told[0]).toMatchObject({ status: 404, code: 'not_found' })
    expect(told).toEqual(told.map(() => told[0]))
  })
})

test('401 without a session', async () => {
  const { status, body } = await world.call('GET', `/v1/transactions/${number}`)
  expect([status, body.code]).toEqual([401, 'not_signed_in'])
})

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
