import { createHash } from 'node:crypto'
import { afterAll, afterEach, expect, test } from 'vitest'
import { money } from '../../../contract/money.ts'
import { camt029, camt054, nextMessageId, pain002 } from './bank-messages.fixture.ts'
import { startBankRail } from './bank-rail.fixture.ts'
import { creditorOf, openFile } from './at-rest.ts'
import { recallNow, testSealKey } from './client.fixture.ts'
import { watchOrders } from './reconcile.ts'

const world = await startBankRail()
let entries = 0

afterAll(() => world.books())
afterEach(() => {
  world.expectNoAlerts()
})

function reference(): string {
  entries += 1
  return `B-${entries}`
}

const debitOf = (order: { number: string }, amount = '10.50') => ({
  reference: reference(),
  amount,
  side: 'DBIT' as const,
  number: order.number,
})

const returnOf = (order: { number: string }, code: string) => ({
  reference: reference(),
  amount: '10.50',
  side: 'CRDT' as const,
  number: order.number,
  returned: code,
})

let files = 0
async function bankSays(content: string): Promise<void> {
  files += 1
  world.put(`${String(files).padStart(4, '0')}.xml`, content)
  await world.round()
}

async function sentPayout() {
  const order = await world.payout()
  await world.round()
  world.told.length = 0
  return { ...order, message: await world.messageOf(order.id) }
}

test('a payout leaves in a file, is accepted, debited, and the books mirror the bank', async () => {
  const before = await world.balance('safeguarding:bank')
  const order = await sentPayout()
  expect(world.sent()).toContain(`${order.message}-pain.001.xml`)
  expect(world.read(`in/${order.message}-pain.001.xml`)).toContain(
    `<EndToEndId>OKPAY${order.number}</EndToEndId>`,
  )
  await bankSays(pain002(order.message, { group: 'ACTC' }))
  await bankSays(pain002(order.message, { lines: [{ number: order.number, status: 'ACSP' }] }))
  expect((await world.order(order.id)).status).toBe('accepted')
  await bankSays(camt054([debitOf(order)]))
  expect(await world.kinds(order.id)).toEqual(['queued', 'batched', 'sent', 'accepted', 'settled'])
  expect(await world.balance('safeguarding:bank')).toBe(before + 1050n)
  expect(await world.balance('clearing:bank')).toBe(0n)
  expect(world.told).toEqual([`settled ${order.number}`])
  expect(await world.fileStatus(order.message)).toBe('settled')
})

test('a rejected payout gives the money back with the reason, once, however often it is told', async () => {
  const order = await sentPayout()
  const line = { number: order.number, status: 'RJCT', reason: 'AC04' }
  await bankSays(pain002(order.message, { lines: [line, line] }))
  await bankSays(pain002(order.message, { lines: [line] }))
  const { status, reason } = await world.order(order.id)
  expect({ status, reason }).toEqual({ status: 'rejected', reason: { code: 'AC04', text: 'because' } })
  expect(await world.money(order.owner)).toBe(1050n)
  expect(world.told).toEqual([`rejected ${order.number}`])
})

test('a whole file that is refused rejects all its payouts', async () => {
  const both = [await world.payout(), await world.payout()]
  await world.round()
  world.told.length = 0
  const [first, second] = both
  const message = await world.messageOf(first?.id ?? '')
  expect(await world.messageOf(second?.id ?? '')).toBe(message)
  await bankSays(pain002(message, { group: 'RJCT', groupReason: 'FF01' }))
  for (const order of both) {
    expect((await world.order(order.id)).status).toBe('rejected')
    expect(await world.money(order.owner)).toBe(1050n)
  }
  expect(await world.fileStatus(message)).toBe('rejected')
  const { rows } = await world.deps.db.pool.query<object>(
    `SELECT reason_code, reason_text, fault FROM bank_file WHERE message_id = $1`,
    [message],
  )
  expect(rows).toEqual([{ reason_code: 'FF01', reason_text: 'because', fault: null }])
})

test('a file the bank had before is no refusal of its payouts: the money stays where it is', async () => {
  const order = await sentPayout()
  await bankSays(pain002(order.message, { group: 'RJCT', groupReason: 'AM05' }))
  expect((await world.order(order.id)).status).toBe('sent')
  expect(world.alerts.splice(0)).toEqual(['the bank had this file before; nothing is done'])
  await bankSays(camt054([debitOf(order)]))
  expect((await world.order(order.id)).status).toBe('settled')
})

test('the debit alone settles; told again in the same bytes or another file it changes nothing', async () => {
  const order = await sentPayout()
  const debit = debitOf(order)
  const content = camt054([debit])
  await bankSays(content)
  await bankSays(content)
  await bankSays(camt054([debit]))
  expect(world.told).toEqual([`settled ${order.number}`])
  expect(await world.kinds(order.id)).toEqual(['queued', 'batched', 'sent', 'settled'])
})

test('settled by a status report first: the debit is the last proof', async () => {
  const order = await sentPayout()
  await bankSays(pain002(order.message, { lines: [{ number: order.number, status: 'ACSC' }] }))
  expect((await world.order(order.id)).debitEntry).toBeNull()
  expect(await world.balance('clearing:bank')).toBe(1050n)
  await bankSays(camt054([debitOf(order)]))
  expect(await world.kinds(order.id)).toEqual(['queued', 'batched', 'sent', 'settled', 'debited'])
  expect(await world.balance('clearing:bank')).toBe(0n)
})

test('a payment comes back weeks later', async () => {
  const order = await sentPayout()
  await bankSays(camt054([debitOf(order)]))
  world.clock.advance(21 * 86_400_000)
  await bankSays(camt054([returnOf(order, 'MD07')]))
  const { status, reason } = await world.order(order.id)
  expect({ status, reason: reason?.code }).toEqual({ status: 'returned', reason: 'MD07' })
  expect(world.told).toEqual([`settled ${order.number}`, `returned ${order.number}`])
  expect(await world.money(order.owner)).toBe(1050n)
  expect(await world.balance('clearing:bank')).toBe(0n)
})

test('a return that is told before the debit waits for it; the client hears both in their order', async () => {
  const order = await sentPayout()
  await bankSays(camt054([returnOf(order, 'AC01')]))
  expect((await world.order(order.id)).status).toBe('sent')
  expect(world.told).toEqual([])
  await bankSays(camt054([debitOf(order)]))
  expect(await world.kinds(order.id)).toEqual([
    'queued',
    'batched',
    'sent',
    'returned_early',
    'settled',
    'returned',
  ])
  expect(world.told).toEqual([`settled ${order.number}`, `returned ${order.number}`])
  expect((await world.order(order.id)).reason?.code).toBe('AC01')
  expect(await world.balance('clearing:bank')).toBe(0n)
})

test('a client that fails hears it again, and nothing of that order after it', async () => {
  const order = await sentPayout()
  const { clients } = world.deps
  const healthy = clients.withdrawal
  if (!healthy) throw new Error('the fixture has a client')
  clients.withdrawal = { ...healthy, onSettled: () => Promise.reject(new Error('not now')) }
  world.put('fail.xml', camt054([debitOf(order), returnOf(order, 'AC01')]))
  await expect(world.round()).rejects.toThrow('could not be told')
  expect(world.told).toEqual([])
  clients.withdrawal = healthy
  await world.round()
  expect(world.told).toEqual([`settled ${order.number}`, `returned ${order.number}`])
})

test('each currency and each day has a file of its own, in the decimals of the currency', async () => {
  const yen = await world.payout({ amount: money(500n, 'JPY') })
  const dinar = await world.payout({ amount: money(1_005n, 'KWD') })
  const later = await world.payout({ requestedOn: '2027-03-01' })
  await world.round()
  world.told.length = 0
  const texts = await Promise.all(
    [yen, dinar, later].map(async ({ id }) => world.read(`in/${await world.messageOf(id)}-pain.001.xml`)),
  )
  expect(texts[0]).toContain('<InstdAmt Ccy="JPY">500</InstdAmt>')
  expect(texts[1]).toContain('<InstdAmt Ccy="KWD">1.005</InstdAmt>')
  expect(texts[2]).toContain('<ReqdExctnDt><Dt>2027-03-01</Dt></ReqdExctnDt>')
})

test('a name with what XML cannot hold leaves all the same, without it', async () => {
  const order = await world.payout({
    creditor: {
      name: 'Zoë <李> & "Söhne"\u0007',
      account: {
        country: 'US',
        fields: { routing_number: '021000021', account_number: '12345678901', account_kind: 'savings' },
      },
      address: { lines: ['1 Main St'], postalCode: '10001', town: 'New York', country: 'US' },
    },
    amount: money(7n, 'USD'),
  })
  await world.round()
  world.told.length = 0
  const text = world.read(`in/${await world.messageOf(order.id)}-pain.001.xml`)
  expect(text).toContain('<Nm>Zoë &lt;李&gt; &amp; &quot;Söhne&quot;</Nm>')
  expect(text).toContain('<ClrSysId><Cd>USABA</Cd></ClrSysId><MmbId>021000021</MmbId>')
  expect(text).toContain('<Tp><Cd>SVGS</Cd></Tp>')
})

test('whoever reads the tables finds no account number of a payee', async () => {
  const order = await sentPayout()
  const iban = 'DE89370400440532013000'
  const sent = await world.order(order.id)
  expect(sent.payee.label).toBe('Ada Example, DE •••• 3000')
  expect(world.read(`in/${order.message}-pain.001.xml`)).toContain(iban)
  expect(creditorOf(testSealKey, sent).account.fields).toEqual({ iban })
  const { rows } = await world.deps.db.pool.query<{
    order: string
    content: Buffer
    number: number
    sha256: Buffer
  }>(
    `SELECT o::text AS order, c.content, f.number, f.sha256
     FROM payment_order o JOIN bank_file f ON f.number = o.file_number JOIN bank_file_content c ON c.number = f.number
     WHERE o.id = $1`,
    [order.id],
  )
  const [stored] = rows
  if (!stored) throw new Error('the payout has no file')
  expect(stored.order).not.toContain(iban)
  expect(stored.content.includes(iban)).toBe(false)
  expect(stored.order).not.toContain(Buffer.from(iban).toString('hex'))
  const opened = openFile(testSealKey, stored.number, stored.content)
  expect(createHash('sha256').update(opened).digest()).toEqual(stored.sha256)
})

test('what is not due waits, and leaves later', async () => {
  const batchAt = new Date(world.clock.now().getTime() + 3_600_000)
  const order = await world.payout({ batchAt })
  await world.round()
  expect((await world.order(order.id)).status).toBe('queued')
  world.clock.advance(3_600_000)
  await world.round()
  expect((await world.order(order.id)).status).toBe('sent')
})

test('a recall the bank agrees to cancels the payout and gives the money back', async () => {
  const order = await sentPayout()
  await recallNow(world.deps, order)
  await world.round()
  const { recallFile } = await world.order(order.id)
  const name = `OKPAY-${String(recallFile).padStart(8, '0')}-camt.056.xml`
  expect(world.read(`in/${name}`)).toContain(`<OrgnlEndToEndId>OKPAY${order.number}</OrgnlEndToEndId>`)
  await bankSays(camt029(order.number, 'PDCR'))
  expect((await world.order(order.id)).status).toBe('recall_requested')
  await bankSays(camt029(order.number, 'ACCR'))
  expect((await world.order(order.id)).status).toBe('canceled')
  expect(world.told).toEqual([`recalled ${order.number}`])
  expect(await world.money(order.owner)).toBe(1050n)
})

test('a recall the bank refuses leaves the payout where it was, and it settles', async () => {
  const order = await sentPayout()
  await bankSays(pain002(order.message, { lines: [{ number: order.number, status: 'ACSP' }] }))
  await recallNow(world.deps, order)
  await world.round()
  await bankSays(camt029(order.number, 'RJCR', 'NOAS'))
  expect((await world.order(order.id)).status).toBe('accepted')
  await bankSays(camt054([debitOf(order)]))
  expect(world.told).toEqual([`recall refused ${order.number}`, `settled ${order.number}`])
})

test.each([
  [['agreed', 'debit', 'return']],
  [['agreed', 'return', 'debit']],
  [['return', 'agreed', 'debit']],
] as const)(
  'debited before it was asked back, as we hear in the order %j: the two make up for each other',
  async told => {
    const order = await sentPayout()
    await recallNow(world.deps, order)
    await world.round()
    const says = {
      agreed: () => camt029(order.number, 'ACCR'),
      debit: () => camt054([debitOf(order)]),
      return: () => camt054([returnOf(order, 'FOCR')]),
    }
    for (const what of told) await bankSays(says[what]())
    const { status, debitEntry, returnEntry } = await world.order(order.id)
    expect({ status, both: debitEntry !== null && returnEntry !== null }).toEqual({
      status: 'canceled',
      both: true,
    })
    expect(world.told).toEqual([`recalled ${order.number}`])
    expect(await world.money(order.owner)).toBe(1050n)
    expect(await world.balance('clearing:bank')).toBe(0n)
    expect(await world.balance('suspense')).toBe(0n)
  },
)

test('agreed to a recall, debited all the same, and not brought back for five days: a break', async () => {
  const order = await sentPayout()
  await recallNow(world.deps, order)
  await world.round()
  await bankSays(camt029(order.number, 'ACCR'))
  await bankSays(camt054([debitOf(order)]))
  world.clock.advance(6 * 86_400_000)
  await watchOrders(world.deps)
  const breaks = async () =>
    (
      await world.deps.db.pool.query<{ kind: string; status: string }>(
        `SELECT kind, status FROM bank_break WHERE object = $1`,
        [`OKPAY${order.number}`],
      )
    ).rows
  expect(await breaks()).toEqual([{ kind: 'return_missing', status: 'open' }])
  world.alerts.length = 0
  await bankSays(camt054([returnOf(order, 'FOCR')]))
  await watchOrders(world.deps)
  expect(await breaks()).toEqual([{ kind: 'return_missing', status: 'matched' }])
  world.alerts.length = 0
})

test('a request to give back is settled with its answer, also when the payout settled or was refused before it', async () => {
  const [settled, refused] = [await sentPayout(), await sentPayout()]
  for (const order of [settled, refused]) await recallNow(world.deps, order)
  await world.round()
  await bankSays(camt054([debitOf(settled)]))
  await bankSays(
    pain002(refused.message, { lines: [{ number: refused.number, status: 'RJCT', reason: 'AC01' }] }),
  )
  for (const order of [settled, refused]) await bankSays(camt029(order.number, 'RJCR', 'ARDT'))
  for (const { id } of [settled, refused]) {
    const { recallFile } = await world.order(id)
    expect(await world.fileStatus(`OKPAY-${String(recallFile).padStart(8, '0')}`)).toBe('settled')
  }
})

test('a request to give back that the bank cannot read leaves the payout where it was', async () => {
  const order = await sentPayout()
  await recallNow(world.deps, order)
  await world.round()
  const { recallFile } = await world.order(order.id)
  const request = `OKPAY-${String(recallFile).padStart(8, '0')}`
  await bankSays(pain002(request, { group: 'RJCT', groupReason: 'FF01' }))
  expect((await world.order(order.id)).status).toBe('sent')
  expect(await world.fileStatus(request)).toBe('rejected')
  expect(world.told).toEqual([`recall refused ${order.number}`])
})

test.each(['AM05', 'DU04'])(
  'a payment the bank had before (%s) is no refusal: the first one is on its way',
  async reason => {
    const order = await sentPayout()
    await bankSays(pain002(order.message, { lines: [{ number: order.number, status: 'RJCT', reason }] }))
    expect((await world.order(order.id)).status).toBe('sent')
    expect(await world.money(order.owner)).toBe(0n)
    expect(world.alerts.splice(0)).toEqual(['the bank had this payment before; nothing is done'])
    await bankSays(camt054([debitOf(order)]))
    expect((await world.order(order.id)).status).toBe('settled')
  },
)

test('a recall that comes too late: the payout settled, and comes back as a return', async () => {
  const order = await sentPayout()
  await recallNow(world.deps, order)
  await bankSays(camt054([debitOf(order)]))
  await bankSays(camt029(order.number, 'ACCR'))
  expect((await world.order(order.id)).status).toBe('settled')
  await bankSays(camt054([returnOf(order, 'FOCR')]))
  expect(world.told).toEqual([`settled ${order.number}`, `returned ${order.number}`])
  expect(await world.money(order.owner)).toBe(1050n)
})

test('reports on files and payments we never sent are told to a person and change nothing', async () => {
  const order = await sentPayout()
  await bankSays(pain002('OKPAY-99999999', { group: 'ACTC', id: nextMessageId() }))
  await bankSays(pain002(order.message, { lines: [{ number: '9999999999999999', status: 'RJCT' }] }))
  expect(world.alerts.splice(0)).toEqual([
    'the bank reports on a file we never sent',
    'the bank reports on a payment that was not in this file',
  ])
  expect((await world.order(order.id)).status).toBe('sent')
})
