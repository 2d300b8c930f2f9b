import { createHash } from 'node:crypto'
import { money, type Money } from '../../../contract/money.ts'
import type { App } from '../../app.ts'
import { newId } from '../../platform/id.ts'
import { payeeOf } from '../../slices/bank-rail/at-rest.ts'
import { entryDecider } from '../../slices/bank-rail/decide-entry.ts'
import { suspendDecider } from '../../slices/bank-rail/decide-suspense.ts'
import type { NewPaymentOrder } from '../../slices/bank-rail/order.ts'
import { sealCounterparty } from '../../slices/bank-rail/payer.ts'
import { paymentOrders } from '../../slices/bank-rail/rows.ts'
import { insert, operatorStream, type Decider } from '../../slices/ledger/index.ts'

/** Only writes an order: what pays it is not what the desk is tested for. */
const ordering: Decider<NewPaymentOrder, string> = {
  name: 'test.order',
  outgoing: false,
  accounts: () => [],
  facts: () => [],
  decide: (_view, order) => ({
    kind: 'decided',
    outcome: order.id,
    effects: { rows: [insert(paymentOrders, order)] },
  }),
}

const mei = { name: 'Mei Lin', account: 'DE02120300000000202051' }

function once(now: Date) {
  const key = newId()
  return {
    idempotency: { scope: operatorStream, key, requestHash: createHash('sha256').update(key).digest() },
    now,
  }
}

/** One file with one incoming payment that nobody expects, one order that waits, and one difference. */
export async function seedBank(
  app: App,
  { owner, amount, sealKey }: { owner: string; amount: Money; sealKey: Buffer },
) {
  const { pool } = app.db
  const { pipeline } = app.slices.ledger
  const now = new Date()
  await pool.query(
    `INSERT INTO bank_file (number, direction, kind, name, message_id, sha256, size, status, created_at, applied_at, updated_at)
     VALUES (1, 'in', 'camt.054', 'seed.xml', 'SEED-1', $1, 10, 'applied', $2, $2, $2)`,
    [createHash('sha256').update('seed').digest(), now],
  )
  await pool.query(
    `INSERT INTO bank_break (id, account, currency, kind, object, expected, found, status, opened_at, last_seen_at)
     VALUES ($1, 'DE87999000000000000978', 'EUR', 'entry_differs', 'B-1', 100, 90, 'open', $2, $2)`,
    [newId(), now],
  )
  const [partId, today] = [newId(), now.toISOString().slice(0, 10)]
  const part = { amount, endToEndId: null, counterparty: mei, reference: 'no reference', returnReason: null }
  const entry = {
    line: 1,
    reference: 'B-1',
    amount,
    side: 'credit' as const,
    bookedOn: today,
    valueOn: today,
    parts: [part],
  }
  const counterparty = sealCounterparty(sealKey, partId, mei)
  const ids = {
    id: newId(),
    journalId: newId(),
    parts: [{ id: partId, suspenseId: newId(), orderId: null, counterparty }],
  }
  const account = 'DE87999000000000000978'
  await pipeline.execute(
    entryDecider,
    { ...ids, account, entry, file: 1, messageId: 'SEED-1', now },
    once(now),
  )
  const suspend = { partId, itemId: newId(), journalId: newId(), amount, now }
  await pipeline.execute(suspendDecider, suspend, once(now))
  const number = '9000000000000017'
  const orderId = newId()
  const order: NewPaymentOrder = {
    id: orderId,
    client: 'withdrawal',
    subject: newId(),
    number,
    owner,
    amount: money(500n, 'EUR'),
    payee: payeeOf(Buffer.alloc(32, 9), orderId, {
      name: 'Ada Example',
      account: { country: 'DE', fields: { iban: 'DE89370400440532013000' } },
      address: null,
    }),
    purpose: null,
    remittance: 'Withdrawal',
    requestedOn: today,
    batchAt: new Date(now.getTime() + 3_600_000),
    createdAt: now,
  }
  await pipeline.execute(ordering, order, once(now))
  return { number }
}
