import { createHash } from 'node:crypto'
import { afterAll, afterEach, expect, test } from 'vitest'
import { toTypeId } from '../../../contract/ids.ts'
import { newId } from '../../platform/id.ts'
import { available, clearing, need, type Decider } from '../ledger/index.ts'
import { camt054, pain002 } from './bank-messages.fixture.ts'
import { startBankRail } from './bank-rail.fixture.ts'
import { takeIncoming } from './change-order.ts'
import type { IncomingPayment } from './incoming.ts'
import { incomingFact } from './rows.ts'

const world = await startBankRail()
afterAll(() => world.books())
afterEach(() => {
  world.incoming.handle = undefined
  world.expectNoAlerts()
})

type Credit = { payment: IncomingPayment; journalId: string; owner: string; now: Date }

/** What a deposit by bank transfer does with the money. */
const creditor: Decider<Credit, string> = {
  name: 'test.credit_incoming',
  outgoing: false,
  accounts: ({ payment: { amount }, owner }) => [
    clearing('bank', amount.currency),
    available(owner, amount.currency),
  ],
  facts: ({ payment }) => [need(incomingFact, payment.id)],
  decide(view, { payment, journalId, owner, now }) {
    const taken = takeIncoming(view, payment.id, { takenBy: owner, at: now })
    if (!taken) return { kind: 'refused', refusal: { code: 'transition_not_allowed' } }
    const { minor, currency } = payment.amount
    return {
      kind: 'decided',
      outcome: 'credited',
      effects: {
        facts: [taken],
        journals: [
          {
            id: journalId,
            kind: 'test_deposit',
            subject: payment.id,
            recordedAt: now,
            postings: [
              {
                kind: 'principal',
                from: clearing('bank', currency),
                to: available(owner, currency),
                amount: minor,
              },
            ],
          },
        ],
        events: [
          {
            type: 'test.deposited',
            version: 1,
            stream: owner,
            subject: payment.id,
            journal: journalId,
            payload: { id: toTypeId('journal', journalId) },
            occurredAt: now,
          },
        ],
      },
    }
  },
}

async function take(payment: IncomingPayment, owner: string): Promise<'taken'> {
  const now = world.clock.now()
  const requestHash = createHash('sha256').update(payment.id).digest()
  await world.deps.pipeline.execute(
    creditor,
    { payment, journalId: newId(), owner, now },
    { idempotency: { scope: owner, key: `take ${payment.id}`, requestHash }, now },
  )
  return 'taken'
}

const incoming = (reference: string, text: string) => ({
  reference,
  amount: '25.00',
  side: 'CRDT' as const,
  text,
})

async function items() {
  const { rows } = await world.deps.db.pool.query<{
    reason: string
    amount: bigint
    side: string
    status: string
  }>(`SELECT reason, amount, side, status FROM suspense_item ORDER BY created_at DESC, id DESC`)
  return rows
}

test('money that somebody expects is theirs, with everything the payer wrote', async () => {
  const owner = newId()
  const seen: IncomingPayment[] = []
  world.incoming.handle = payment => {
    seen.push(payment)
    return take(payment, owner)
  }
  world.put('in-1.xml', camt054([incoming('I-1', 'top up 123')]))
  await world.round()
  expect(seen).toMatchObject([
    {
      reference: 'top up 123',
      endToEndId: null,
      amount: { minor: 2500n, currency: 'EUR' },
      debtor: { name: 'Mei Lin', account: 'DE02120300000000202051' },
      bookedOn: '2026-11-30',
      evidence: { line: 1, statementEntry: 'I-1' },
    },
  ])
  expect(await world.money(owner)).toBe(2500n)
  expect(await world.balance('clearing:bank')).toBe(0n)
})

test('a handler that died after it took the money: it is not taken again, and not suspended', async () => {
  const owner = newId()
  let calls = 0
  world.incoming.handle = async payment => {
    calls += 1
    await take(payment, owner)
    throw new Error('died')
  }
  world.put('in-2.xml', camt054([incoming('I-2', 'x')]))
  await expect(world.round()).rejects.toThrow('could not be decided')
  await world.round()
  expect(calls).toBe(1)
  expect(await world.money(owner)).toBe(2500n)
})

test('a handler that fails is asked again; one that says it took and did not is a bug, not a loss', async () => {
  const owner = newId()
  world.incoming.handle = () => Promise.resolve('taken')
  world.put('in-3.xml', camt054([incoming('I-3', 'x')]))
  await expect(world.round()).rejects.toThrow('could not be decided')
  world.incoming.handle = payment => take(payment, owner)
  await world.round()
  expect(await world.money(owner)).toBe(2500n)
})

test('what nobody expects waits in suspense for a person, once', async () => {
  const before = await world.balance('suspense')
  world.put('in-4.xml', camt054([incoming('I-4', 'who am I')]))
  await world.round()
  await world.round()
  expect((await items())[0]).toEqual({ reason: 'unmatched', amount: 2500n, side: 'credit', status: 'open' })
  expect(await world.balance('suspense')).toBe(before + 2500n)
  expect(await world.balance('clearing:bank')).toBe(0n)
})

test('taken while it was being suspended: one of both happens', async () => {
  const owner = newId()
  world.incoming.handle = async payment => {
    await take(payment, owner)
    return 'unmatched'
  }
  const before = await world.balance('suspense')
  world.put('in-5.xml', camt054([incoming('I-5', 'x')]))
  await world.round()
  expect(await world.money(owner)).toBe(2500n)
  expect(await world.balance('suspense')).toBe(before)
})

test('charges of the bank, and debits we did not order, are in suspense as debits', async () => {
  const before = await world.balance('suspense')
  world.put('in-6.xml', camt054([{ reference: 'I-6', amount: '3.00', side: 'DBIT' }]))
  await world.round()
  expect((await items())[0]).toEqual({ reason: 'unknown_debit', amount: 300n, side: 'debit', status: 'open' })
  expect(await world.balance('suspense')).toBe(before - 300n)
})

test.each([
  ['another amount', 'amount_differs', '10.00', 'sent'],
  ['the payment again', 'debited_twice', '10.50', 'settled'],
  ['a payment it rejected', 'debited_though_not_due', '10.50', 'rejected'],
] as const)(
  'the bank debits %s: suspended (%s), the payout is as it was',
  async (_what, reason, amount, state) => {
    const order = await world.payout()
    await world.round()
    const message = await world.messageOf(order.id)
    if (state === 'rejected')
      world.put(
        `${order.number}-r.xml`,
        pain002(message, { lines: [{ number: order.number, status: 'RJCT' }] }),
      )
    if (state === 'settled')
      world.put(
        `${order.number}-s.xml`,
        camt054([{ reference: `${order.number}-1`, amount: '10.50', side: 'DBIT', number: order.number }]),
      )
    await world.round()
    world.put(
      `${order.number}-x.xml`,
      camt054([{ reference: `${order.number}-2`, amount, side: 'DBIT', number: order.number }]),
    )
    await world.round()
    expect((await items())[0]).toMatchObject({ reason, side: 'debit' })
    expect((await world.order(order.id)).status).toBe(state)
  },
)

test('a return of something that never left is nobody’s yet', async () => {
  const order = await world.payout({ batchAt: new Date(world.clock.now().getTime() + 86_400_000) })
  world.put(
    'in-9.xml',
    camt054([{ reference: 'I-9', amount: '10.50', side: 'CRDT', number: order.number, returned: 'AC01' }]),
  )
  await world.round()
  expect((await items())[0]).toMatchObject({ reason: 'returned_though_not_due', side: 'credit' })
  expect((await world.order(order.id)).status).toBe('queued')
})
