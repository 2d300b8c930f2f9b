import { extractText, getDocumentProxy } from 'unpdf'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../../test/factories/app.ts'
import { sealAll } from '../ledger/index.ts'
import { startRecords } from './records.fixture.ts'

let world: Awaited<ReturnType<typeof startRecords>>
let ming: Person
let alice: Person
let number: string
beforeAll(async () => {
  world = await startRecords()
  ming = await world.person({}, { name: '张小明' })
  alice = await world.person({}, { name: 'Alice Baker' })
  await world.depositAt(ming, 100_00n, new Date('2026-05-01T10:00:00Z'))
  number = await world.transferAt(
    { payer: ming, payee: alice },
    { minor: 10_00n, note: '午饭' },
    new Date('2026-05-02T10:00:00Z'),
  )
  await world.dispatch()
  await sealAll(world.app.db)
})

const traceOf = async (who: Person, of = number) => await world.get(who, `/v1/transactions/${of}/trace`)

describe('a trace', () => {
  test('shows the order, the journal with what it moved, my own entries and the block that seals them', async () => {
    const { status, body } = await traceOf(ming)
    expect(status).toBe(200)
    expect(body.steps.map(({ kind, text }: { kind: string; text: string }) => `${kind} ${text}`)).toEqual([
      'state transfer_ordered',
      'state transfer_completed',
      'block journal_sealed',
    ])
    const [, completed, block] = body.steps
    expect(completed.postings).toEqual([
      {
        kind: 'principal',
        from: 'my_available',
        to: 'other_customer',
        amount: { value: '10.00', currency: 'EUR' },
      },
    ])
    expect(completed.entries).toEqual([
      {
        sequence: '2',
        amount: { value: '-10.00', currency: 'EUR' },
        balance_after: { value: '90.00', currency: 'EUR' },
      },
    ])
    expect(block.evidence.map(({ kind }: { kind: string }) => kind)).toEqual(['block', 'hash'])
    expect(body).toMatchObject({
      status: 'completed',
      next: null,
      money: [{ place: 'other_customer', amount: { value: '10.00', currency: 'EUR' } }],
    })
  })

  test('shows the recipient their own side alone', async () => {
    const { body } = await traceOf(alice)
    const [completed] = body.steps.filter(({ entries }: { entries: unknown[] }) => entries.length > 0)
    expect(completed.entries).toEqual([
      {
        sequence: '1',
        amount: { value: '10.00', currency: 'EUR' },
        balance_after: { value: '10.00', currency: 'EUR' },
      },
    ])
    expect(body.money).toEqual([{ place: 'my_available', amount: { value: '10.00', currency: 'EUR' } }])
    expect(JSON.stringify(body)).not.toContain('90.00')
  })

  test('of a stranger’s transaction is answered like one of none', async () => {
    const stranger = await world.person()
    const { status, body } = await traceOf(stranger)
    const none = await traceOf(stranger, '9000000000000008')
    expect([status, body.code]).toEqual([404, 'not_found'])
    expect(none.status === 404 || none.status === 422).toBe(true)
  })

  test('of a declined payment says that nothing moved', async () => {
    const poor = await world.person()
    const body = { recipient: alice.email, amount: { value: '5.00', currency: 'EUR' } }
    const declined = await world.call('POST', '/v1/transfers', { token: poor.token, body })
    const { body: trace } = await traceOf(poor, declined.body.resource.number)
    expect(trace).toMatchObject({ status: 'failed', money: [], next: null })
    expect(trace.steps.at(-1)).toMatchObject({ text: 'transfer_declined', reason: 'insufficient_funds' })
  })
})

describe('a receipt', () => {
  test('has amounts, both sides, the note and the journal, in the reader’s language', async () => {
    const { status, headers, bytes } = await world.download(ming, `/v1/transactions/${number}/receipt`)
    expect([status, headers['content-type']]).toEqual([200, 'application/pdf'])
    expect(headers['content-disposition']).toContain(`okpay-receipt-${number}.pdf`)
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })
    for (const part of ['张小明', 'A*** B***', '午饭', '10.00', 'jrn_']) expect(text).toContain(part)
  })

  test('is not given for what never happened', async () => {
    const poor = await world.person()
    const body = { recipient: alice.email, amount: { value: '5.00', currency: 'EUR' } }
    const declined = await world.call('POST', '/v1/transfers', { token: poor.token, body })
    const { status } = await world.download(poor, `/v1/transactions/${declined.body.resource.number}/receipt`)
    expect(status).toBe(409)
    expect((await world.download(poor, `/v1/transactions/${number}/receipt`)).status).toBe(404)
  })
})
