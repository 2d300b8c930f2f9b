import { afterAll, describe, expect, test } from 'vitest'
import { newId } from '../../platform/id.ts'
import { camt054, pain002 } from './bank-messages.fixture.ts'
import { startBankRail } from './bank-rail.fixture.ts'
import { counterpartyOf, type StoredCounterparty } from './payer.ts'
import { insertResolution } from './queries-desk.ts'
import { resolveSuspense, suspenseClient } from './resolve-suspense.ts'
import { createSealPayersJob } from './seal-payers.ts'
import { suspenseMoves, suspenseStates, suspenseTransition } from './suspense.ts'

const world = await startBankRail()
const { deps } = world
deps.clients.suspense_return = suspenseClient(deps)
afterAll(() => world.books())

async function suspended(reference: string, line: { side?: 'CRDT' | 'DBIT'; text?: string } = {}) {
  const { side = 'CRDT', text = 'no reference' } = line
  world.put(`${reference}.xml`, camt054([{ reference, amount: '40.00', side, text, debtor: 'Mei Lin' }]))
  await world.round()
  const { rows } = await deps.db.pool.query<{ id: string }>(
    `SELECT i.id FROM suspense_item i JOIN bank_entry_part p ON p.id = i.part_id JOIN bank_entry e ON e.id = p.entry_id
     WHERE e.reference = $1 ORDER BY i.created_at DESC LIMIT 1`,
    [reference],
  )
  const [row] = rows
  if (!row) throw new Error(`${reference} is not in suspense`)
  return row.id
}

async function item(id: string) {
  const { rows } = await deps.db.pool.query<{
    status: string
    order_id: string | null
    customer_id: string | null
  }>(`SELECT status, order_id, customer_id FROM suspense_item WHERE id = $1`, [id])
  return rows[0]
}

async function decide(
  itemId: string,
  kind: 'assign' | 'return' | 'absorb',
  customer?: string,
): Promise<void> {
  await deps.db.transaction(tx =>
    insertResolution(tx, {
      approvalId: newId(),
      itemId,
      kind,
      reference: customer === undefined ? null : `RF-${customer.slice(0, 8)}`,
      customerId: customer ?? null,
      decidedAt: deps.clock.now(),
    }),
  )
  // A worker that died tells again.
  await resolveSuspense(deps, itemId)
  await resolveSuspense(deps, itemId)
}

test('assigned money is asked about again under the reference that was meant', async () => {
  const id = await suspended('Q-1')
  const customer = newId()
  const asked: string[] = []
  world.incoming.handle = payment => {
    asked.push(payment.reference)
    return Promise.resolve('unmatched')
  }
  await decide(id, 'assign', customer)
  expect(await item(id)).toMatchObject({ status: 'assigned', customer_id: customer })
  await world.round()
  world.incoming.handle = undefined
  expect(asked).toEqual([`RF-${customer.slice(0, 8)}`])
  // Nobody took it under that reference either: it is back as an item of its own.
  expect(await world.balance('suspense')).toBe(4000n)
  expect(await world.balance('clearing:bank')).toBe(0n)
})

test('money goes back to its sender, and is out of suspense when the bank has sent it', async () => {
  const before = await world.balance('suspense')
  const id = await suspended('Q-2')
  await decide(id, 'return')
  const returning = await item(id)
  expect(returning?.status).toBe('returning')
  const order = await world.order(returning?.order_id ?? '')
  expect(order).toMatchObject({
    payee: { label: 'Mei Lin, DE •••• 2051' },
    amount: { minor: 4000n, currency: 'EUR' },
    owner: null,
  })
  world.clock.advance(order.batchAt.getTime() - deps.clock.now().getTime())
  await world.round()
  const { number } = order
  world.put('q-2-debit.xml', camt054([{ reference: 'Q-2d', amount: '40.00', side: 'DBIT', number }]))
  await world.round()
  expect((await item(id))?.status).toBe('returned')
  expect(await world.balance('suspense')).toBe(before)
  world.put(
    'q-2-back.xml',
    camt054([{ reference: 'Q-2r', amount: '40.00', side: 'CRDT', number, returned: 'AC04' }]),
  )
  await world.round()
  expect((await item(id))?.status).toBe('open')
  expect(await world.balance('suspense')).toBe(before + 4000n)
  expect(await world.balance('clearing:bank')).toBe(0n)
})

test('who sent money lies sealed, also what was booked before it was', async () => {
  const id = await suspended('Q-sealed')
  const stored = async () => {
    const { rows } = await deps.db.pool.query<StoredCounterparty & { text: string }>(
      `SELECT p.id, p.counterparty, p.sealed_counterparty, p::text AS text
       FROM bank_entry_part p JOIN suspense_item i ON i.part_id = p.id WHERE i.id = $1`,
      [id],
    )
    const [part] = rows
    if (!part) throw new Error('an item has its part')
    return part
  }
  const sealed = await stored()
  expect(sealed.text).not.toMatch(/Mei|DE02/)
  const payer = counterpartyOf(deps.sealKey, sealed)
  expect(payer).toEqual({ name: 'Mei Lin', account: 'DE02120300000000202051' })

  await deps.db.pool.query(
    `UPDATE bank_entry_part SET counterparty = $2, sealed_counterparty = NULL WHERE id = $1`,
    [sealed.id, payer],
  )
  expect(counterpartyOf(deps.sealKey, await stored())).toEqual(payer)
  const { job } = createSealPayersJob(deps)
  await job.run({}, { attempt: 1, isLastAttempt: false })
  const converted = await stored()
  expect(converted.text).not.toMatch(/Mei|DE02/)
  expect(counterpartyOf(deps.sealKey, converted)).toEqual(payer)
  // Sealed for its own row: in another it opens nothing.
  expect(() => counterpartyOf(deps.sealKey, { ...converted, id: newId() })).toThrow('authenticate')
})

test('a return the bank rejects leaves the money where it was', async () => {
  const id = await suspended('Q-3')
  const before = await world.balance('suspense')
  await decide(id, 'return')
  const order = await world.order((await item(id))?.order_id ?? '')
  world.clock.advance(Math.max(0, order.batchAt.getTime() - deps.clock.now().getTime()))
  await world.round()
  const message = await world.messageOf(order.id)
  world.put(
    'q-3.xml',
    pain002(message, { lines: [{ number: order.number, status: 'RJCT', reason: 'AC01' }] }),
  )
  await world.round()
  expect(await item(id)).toMatchObject({ status: 'open', order_id: null })
  expect(await world.balance('suspense')).toBe(before)
})

test('charges the bank took are borne by the operator; money that came in never is', async () => {
  const charge = await suspended('Q-4', { side: 'DBIT' })
  const before = await world.balance('suspense')
  await decide(charge, 'absorb')
  expect((await item(charge))?.status).toBe('absorbed')
  expect(await world.balance('suspense')).toBe(before + 4000n)
  expect(await world.balance('fees:bank_charges')).toBe(-4000n)
  const money = await suspended('Q-5')
  await decide(money, 'absorb')
  expect((await item(money))?.status).toBe('open')
  expect(world.alerts.splice(0)).toContain('a decision about money in suspense came too late')
})

const table = new Set([
  'open assign assigned',
  'open order_return returning',
  'open absorb absorbed',
  'returning settle returned',
  'returning give_up open',
  'returned come_back open',
])

describe.each(suspenseStates)('an item that is %s', from => {
  test.each(suspenseMoves)('%s', move => {
    const expected = Array.from(table).find(line => line.startsWith(`${from} ${move} `))
    expect(suspenseTransition(from, move)).toBe(expected?.split(' ')[2])
  })
})
