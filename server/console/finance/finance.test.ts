import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toTypeId } from '../../../contract/ids.ts'
import { money } from '../../../contract/money.ts'
import type { Person } from '../../../test/factories/app.ts'
import type { MadeStaff } from '../../../test/factories/staff.ts'
import { newId } from '../../platform/id.ts'
import { startConsole, type ConsoleWorld } from '../console.fixture.ts'
import { seedBank } from './finance.fixture.ts'

let world: ConsoleWorld
let finance: MadeStaff
let supervisor: MadeStaff
let agent: MadeStaff
let ming: Person
const statement = newId()
let seeded: Awaited<ReturnType<typeof seedBank>>

beforeAll(async () => {
  world = await startConsole()
  finance = await world.office.makeStaff(['finance'])
  supervisor = await world.office.makeStaff(['supervisor'])
  agent = await world.office.makeStaff(['agent'])
  ming = await world.person({ EUR: 100_00n })
  seeded = await seedBank(world.app, {
    owner: ming.id,
    amount: money(25_00n, 'EUR'),
    sealKey: world.secrets.sealKey,
  })
})

const get = (path: string, who: MadeStaff = finance) =>
  world.ask('GET', `/staff/v1/${path}`, { cookie: who.cookie })

describe('a file that was set aside', () => {
  const fault = { code: 'element_missing', params: { element: 'Sts', inside: 'Ntry' } }
  const decide = (decision: string, who: MadeStaff = finance) =>
    world.ask('POST', '/staff/v1/bank_files/77/decision', {
      cookie: who.cookie,
      body: { decision, explanation: 'the bank has corrected it by telephone' },
    })
  const listed = async () =>
    (await get('bank_files')).body.data.find((file: { number: number }) => file.number === 77)

  beforeAll(() =>
    world.asOwner(
      `INSERT INTO bank_file (number, direction, name, sha256, size, status, fault, created_at, updated_at)
       VALUES (77, 'in', 'odd.xml', sha256('odd'), 3, 'quarantined', '${JSON.stringify(fault)}', now(), now())`,
    ),
  )
  afterAll(() => world.asOwner(`DELETE FROM bank_file WHERE number = 77`))

  test('is read once more, or closed for good, with who decided and why', async () => {
    expect(await listed()).toMatchObject({ status: 'quarantined', ways: ['release', 'dismiss'], fault })
    expect((await decide('release', agent)).status).toBe(403)
    expect((await decide('release')).body).toMatchObject({ status: 'received', ways: [] })
    expect((await decide('dismiss')).status).toBe(409)
    await world.asOwner(`UPDATE bank_file SET status = 'quarantined' WHERE number = 77`)
    expect((await decide('dismiss')).status).toBe(200)
    expect(await listed()).toMatchObject({
      status: 'dismissed',
      explanation: 'the bank has corrected it by telephone',
      decided_by: finance.name,
      ways: [],
    })
    const unknown = await world.ask('POST', '/staff/v1/bank_files/78/decision', {
      cookie: finance.cookie,
      body: { decision: 'release', explanation: 'there is no such file at all' },
    })
    expect(unknown.status).toBe(404)
  })
})

describe('what the desk reads', () => {
  test('files of the bank, and whether it answers', async () => {
    const { status, body } = await get('bank_files')
    expect(status).toBe(200)
    expect(body.health).toEqual({ state: 'unknown', since: null })
    expect(body.data).toEqual([
      expect.objectContaining({
        number: 1,
        direction: 'in',
        name: 'seed.xml',
        status: 'applied',
        kind: 'camt.054',
      }),
    ])
    expect((await get('bank_files?status=quarantined')).body.data).toEqual([])
  })

  test('a payment with masked account and its steps', async () => {
    const list = await get('payment_orders?status=queued')
    const [order] = list.body.data
    expect(order).toMatchObject({
      number: seeded.number,
      creditor: 'Ada Example, DE •••• 3000',
      amount: { value: '5.00', currency: 'EUR' },
      customer: world.idOf(ming),
    })
    const one = await get(`payment_orders/${order.id}`)
    expect(one.body.steps).toEqual([expect.objectContaining({ kind: 'queued', file: null })])
    expect((await get(`payment_orders/${toTypeId('paymentOrder', newId())}`)).status).toBe(404)
  })

  test('a file at one of its lines: what the bank booked there, and the payments it speaks about', async () => {
    const at = async (query: string) => await get(`bank_files/1${query}`)
    expect((await at('')).body).toMatchObject({ number: 1, name: 'seed.xml', at_line: null })
    // Money that came back to suspense has a second item of the same entry, and is one part of it all the same.
    await world.asOwner(`INSERT INTO suspense_item (id, part_id, currency, amount, side, reason, status, version,
        journal_id, resolution_journal_id, resolved_at, created_at)
      SELECT '${newId()}', part_id, currency, amount, side, reason, 'absorbed', 9, journal_id, journal_id, now(), now()
      FROM suspense_item`)
    expect((await at('?line=1')).body.at_line).toEqual({
      line: 1,
      entries: [
        {
          statement_entry: 'B-1',
          side: 'credit',
          amount: { value: '25.00', currency: 'EUR' },
          booked_on: expect.any(String),
          parts: [
            {
              amount: { value: '25.00', currency: 'EUR' },
              counterparty: 'Mei Lin',
              reference: 'no reference',
              status: 'suspense',
            },
          ],
        },
      ],
      payments: [],
    })
    await world.asOwner('DELETE FROM suspense_item WHERE version = 9')
    expect((await at('?line=2')).body.at_line).toBeNull()
    await world.asOwner(`INSERT INTO payment_order_step (order_id, number, kind, status, file_number, line, at)
      SELECT id, 2, 'settled', 'settled', 1, 2, now() FROM payment_order`)
    expect((await at('?line=2')).body.at_line).toMatchObject({
      entries: [],
      payments: [{ number: seeded.number, creditor: 'Ada Example, DE •••• 3000' }],
    })
    expect((await world.entries('getBankFile'))[0]).toMatchObject({ subject: ming.id })
    await world.asOwner('DELETE FROM payment_order_step WHERE number = 2')
    expect((await get('bank_files/2')).status).toBe(404)
    expect((await at('?line=0')).status).toBe(422)
  })

  test('a line of a statement: the entry of which another file had told', async () => {
    await world.asOwner(`
      INSERT INTO bank_file (number, direction, kind, name, message_id, sha256, size, status, created_at, applied_at, updated_at)
        VALUES (5, 'in', 'camt.053', 'day.xml', 'DAY-1', sha256('day'), 10, 'applied', now(), now(), now());
      INSERT INTO bank_statement (id, account, currency, sequence, statement_id, day, opening, closing, received_at)
        VALUES ('${statement}', 'DE87999000000000000978', 'EUR', 1, 'S-1', current_date, 0, 2500, now());
      INSERT INTO bank_statement_page VALUES ('${statement}', 1, 5);
      INSERT INTO bank_statement_line VALUES ('${statement}', 'B-1', 2500, 'credit', 5, 3)`)
    expect((await get('bank_files/5?line=3')).body.at_line).toMatchObject({
      entries: [{ statement_entry: 'B-1', amount: { value: '25.00' } }],
    })
    await world.asOwner(`
      DELETE FROM bank_statement_line; DELETE FROM bank_statement_page; DELETE FROM bank_statement;
      DELETE FROM bank_file WHERE number = 5`)
  })

  test('how far the bank holidays are known', async () => {
    const { status, body } = await get('bank_calendars')
    expect([status, body]).toEqual([200, { data: [] }])
    expect((await get('bank_calendars', agent)).status).toBe(403)
  })

  test('the position: what customers have against what is kept for them', async () => {
    const { body } = await get('safeguarding')
    const euro = body.data.find(({ currency }: { currency: string }) => currency === 'EUR')
    // 100.00 of the customer stand against 100.00 a counterparty owes; 25.00 came into the bank and are in suspense.
    expect(euro).toMatchObject({
      liabilities: { value: '100.00' },
      suspense: { value: '25.00' },
      safeguarded: { value: '25.00' },
      receivables: [{ rail: 'factory', amount: { value: '100.00' } }],
      position: { value: '0.00' },
    })
  })

  test('an account, its entries, and the journal of one', async () => {
    const accounts = await get('ledger/accounts')
    const bank = accounts.body.data.find(
      ({ purpose }: { purpose: string }) => purpose === 'safeguarding:bank',
    )
    expect(bank).toMatchObject({
      balance: { value: '25.00', currency: 'EUR' },
      normal_side: 'debit',
      entries: 1,
    })
    const entries = await get(`ledger/accounts/${bank.id}/entries`)
    expect(entries.body.data).toEqual([
      expect.objectContaining({
        kind: 'bank_entry',
        sequence: '1',
        balance_after: { value: '25.00', currency: 'EUR' },
      }),
    ])
    const journal = await get(`ledger/journals/${entries.body.data[0].journal}`)
    expect(journal.body.postings).toMatchObject([
      { kind: 'principal', from: { purpose: 'safeguarding:bank' }, to: { purpose: 'clearing:bank' } },
    ])
    const own = await get(`ledger/accounts?customer=${world.idOf(ming)}`)
    expect(own.body.data.map(({ purpose }: { purpose: string }) => purpose)).toContain('available')
  })

  test('and whom it showed is on record: one customer as the subject, several by name', async () => {
    const last = async (operation: string) => (await world.entries(operation))[0]
    await get('payment_orders')
    expect(await last('listPaymentOrders')).toMatchObject({ subject: ming.id })
    await get('suspense_items')
    expect(await last('listSuspenseItems')).toMatchObject({ subject: null, details: {} })
    await world.asOwner(`UPDATE suspense_item SET status = 'assigned', customer_id = '${ming.id}',
      resolution_journal_id = journal_id, resolved_at = now()`)
    await get('suspense_items?status=assigned')
    expect(await last('listSuspenseItems')).toMatchObject({ subject: ming.id })
    await world.asOwner(`UPDATE suspense_item SET status = 'open', customer_id = NULL,
      resolution_journal_id = NULL, resolved_at = NULL`)

    const lan = await world.person()
    const sent = await world.call('POST', '/v1/transfers', {
      token: ming.token,
      body: { recipient: lan.accountNumber, amount: { value: '1.00', currency: 'EUR' } },
    })
    expect(sent.body).toMatchObject({ status: 'completed' })
    const accounts = await get(`ledger/accounts?customer=${world.idOf(lan)}`)
    const [account] = accounts.body.data
    const [entry] = (await get(`ledger/accounts/${account.id}/entries`)).body.data
    await get(`ledger/journals/${entry.journal}`)
    expect((await last('getLedgerJournal'))?.['details']).toEqual({
      found: expect.arrayContaining([ming.id, lan.id]),
    })
  })

  test('nothing of it for somebody who answers customers', async () => {
    for (const path of [
      'bank_files',
      'payment_orders',
      'suspense_items',
      'bank_breaks',
      'safeguarding',
      'ledger/accounts',
    ])
      expect((await get(path, agent)).status).toBe(403)
  })

  test('a cursor that is none is refused', async () => {
    for (const path of ['bank_files', 'payment_orders', 'suspense_items', 'bank_statements', 'bank_breaks'])
      expect((await get(`${path}?cursor=zero`)).status).toBe(422)
  })
})

describe('a difference', () => {
  test('is not explained when that cannot be put on record', async () => {
    const [open] = (await get('bank_breaks?status=open')).body.data
    const path = `/staff/v1/bank_breaks/${open.id}/explanation`
    const body = { explanation: 'The bank corrected it by phone on Monday' }
    await world.asOwner(
      "ALTER TABLE audit_entry ADD CONSTRAINT closed CHECK (operation <> 'explainBankBreak') NOT VALID",
    )
    try {
      expect((await world.ask('POST', path, { cookie: finance.cookie, body })).status).toBe(500)
    } finally {
      await world.asOwner('ALTER TABLE audit_entry DROP CONSTRAINT closed')
    }
    expect((await get('bank_breaks?status=open')).body.data).toContainEqual(open)
  })

  test('is explained by a person once, on record', async () => {
    const [open] = (await get('bank_breaks?status=open')).body.data
    const body = { explanation: 'The bank corrected it by phone on Monday' }
    const path = `/staff/v1/bank_breaks/${open.id}/explanation`
    const first = await world.ask('POST', path, { cookie: finance.cookie, body })
    expect(first.body).toMatchObject({
      status: 'written_off',
      solution: body.explanation,
      solved_by: finance.name,
    })
    const [entry] = await world.entries('explainBankBreak')
    expect(entry).toMatchObject({
      outcome: 'succeeded',
      reason: body.explanation,
      before: { status: 'open' },
      after: { status: 'written_off' },
    })
    const second = await world.ask('POST', path, { cookie: finance.cookie, body })
    expect([second.status, second.body.code]).toEqual([409, 'transition_not_allowed'])
    expect((await world.ask('POST', path, { cookie: supervisor.cookie, body })).status).toBe(403)
  })
})

describe('money in suspense', () => {
  const request = (action: Record<string, unknown>, who: MadeStaff = finance) =>
    world.ask('POST', '/staff/v1/approvals', {
      cookie: who.cookie,
      body: { action: { kind: 'resolve_suspense', ...action }, reason: 'The sender wrote to us about it' },
    })

  test('goes back only when a second person agrees', async () => {
    const [item] = (await get('suspense_items')).body.data
    expect(item).toMatchObject({
      amount: { value: '25.00', currency: 'EUR' },
      reason: 'unmatched',
      ways: ['assign', 'return'],
      approval: null,
      counterparty: { name: 'Mei Lin' },
    })
    const asked = await request({ suspense_item: item.id, resolution: 'return' })
    expect(asked.status).toBe(201)
    expect(asked.body.facts).toMatchObject({ amount: '25.00 EUR', sender: 'Mei Lin', resolution: 'return' })
    const [waiting] = (await get('suspense_items')).body.data
    expect(waiting).toMatchObject({ id: item.id, ways: [], approval: asked.body.id })
    const approval = { content_hash: asked.body.content_hash, note: 'Agreed with the sender' }
    const path = `/staff/v1/approvals/${asked.body.id}/approve`
    expect((await world.ask('POST', path, { cookie: finance.cookie, body: approval })).status).toBe(403)
    const approved = await world.ask('POST', path, { cookie: supervisor.cookie, body: approval })
    expect(approved.status).toBe(200)
  })

  test.each([
    [{ resolution: 'absorb' }, 409],
    [{ resolution: 'assign' }, 422],
    [{ resolution: 'assign', reference: 'RF00NOBODY' }, 422],
    [{ resolution: 'return', reference: 'RF00NOBODY' }, 422],
  ])('%j is refused', async (wish, status) => {
    const [item] = (await get('suspense_items')).body.data
    expect((await request({ suspense_item: item.id, ...wish })).status).toBe(status)
  })

  test('that does not exist cannot be decided about', async () => {
    const absent = await request({ suspense_item: toTypeId('suspenseItem', newId()), resolution: 'return' })
    expect(absent.status).toBe(404)
  })
})
