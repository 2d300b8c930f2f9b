import { beforeAll, describe, expect, test } from 'vitest'
import { toTypeId } from '../../../contract/ids.ts'
import { startTestApp, type Person, type TestApp } from '../../../test/factories/app.ts'
import { newId } from '../../platform/id.ts'

let world: TestApp
let payer: Person
let payee: Person
beforeAll(async () => {
  world = await startTestApp()
  payer = await world.person({ EUR: 100_00n }, { name: '王小明' })
  payee = await world.person({}, { name: 'Alice Baker' })
  await world.app.slices.pricing.publishFees([
    {
      id: 'transfer',
      operation: 'transfer',
      currency: null,
      fixed: '1',
      basis_points: 0,
      minimum: null,
      maximum: null,
    },
  ])
})

const eur = (value: string) => ({ value, currency: 'EUR' })
const read = (who: Person, id: string) => world.call('GET', `/v1/transfers/${id}`, { token: who.token })

async function send(value: string, note?: string): Promise<{ id: string; [field: string]: unknown }> {
  const order = { recipient: payee.email, amount: eur(value), ...(note === undefined ? {} : { note }) }
  const { body } = await world.call('POST', '/v1/transfers', { token: payer.token, body: order })
  return body.resource ?? body
}

describe('200', () => {
  test('the payer reads what they were answered when they sent it, however often', async () => {
    const sent = await send('10', 'Rent \u{1f3e0}')
    expect((await read(payer, sent.id)).body).toEqual(sent)
    expect((await read(payer, sent.id)).body).toEqual(sent)
    expect(sent).toMatchObject({
      fees: [{ amount: eur('1.00') }],
      total: eur('11.00'),
      actions: ['receipt', 'repeat'],
    })
  })

  test('the recipient reads the same without what it cost the payer', async () => {
    const sent = await send('10', 'Rent')
    const { status, body } = await read(payee, sent.id)
    expect(status).toBe(200)
    expect(body).toEqual({ ...sent, fees: [], total: eur('10.00'), actions: ['receipt'] })
    expect(JSON.stringify(body)).not.toContain('11.00')
  })

  test('of the payer nothing is told that the recipient should not know', async () => {
    const { id } = await send('10')
    const text = JSON.stringify((await read(payee, id)).body)
    for (const secret of [payer.name, payer.email, payer.phone, payer.accountNumber, payer.id])
      expect(text).not.toContain(secret)
  })

  test('a declined one keeps its reason, for the payer', async () => {
    const failed = await send('5000')
    const { status, body } = await read(payer, failed.id)
    expect([status, body]).toEqual([200, failed])
    expect(body).toMatchObject({
      status: 'failed',
      status_reason: 'insufficient_funds',
      actions: ['repeat', 'contact_support'],
      timeline: [{ state: 'processing' }, { state: 'failed', reason: 'insufficient_funds' }],
    })
  })
})

test('404 is the same for a stranger, for the recipient of a declined one, and for what does not exist', async () => {
  const [stranger, sent, failed] = [await world.person(), await send('1'), await send('5000')]
  const answers = [
    await read(stranger, sent.id),
    await read(payee, failed.id),
    await read(payer, toTypeId('transfer', newId())),
    await read(payer, toTypeId('deposit', newId())),
    await read(payer, newId()),
    await read(payer, 'tr_'),
    await read(payer, `${sent.id}'--`),
  ]
  const told = answers.map(({ status, body }) => ({ status, ...body, request_id: '' }))
  expect(told[0]).toMatchObject({ status: 404, code: 'not_found' })
  expect(told).toEqual(told.map(() => told[0]))
})

test('401 without a session', async () => {
  const { id } = await send('1')
  const { status, body } = await world.call('GET', `/v1/transfers/${id}`)
  expect([status, body.code]).toEqual([401, 'not_signed_in'])
})

test('after all of it the books are in order', async () => {
  expect((await world.app.slices.ledger.watch.verifyAll()).findings).toEqual([])
})
