import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/db.ts'
import { startTestApp } from '../../../test/factories/app.ts'
import { roleOf } from '../../platform/database-urls.ts'
import { ledgerChecks, verify } from '../ledger/index.ts'
import { remittanceInvariants } from './invariants.ts'
import { remittancesIn } from './remittances.fixture.ts'

/** The invariants of transfers abroad, each broken once by the owner, on transfers made over HTTP. */
vi.setConfig({ testTimeout: 60_000 })
const world = await startTestApp()
const targets = await fill()
await world.app.stop()

async function fill() {
  const abroad = await remittancesIn(world)
  const waiting = await abroad.sent()
  const canceled = await abroad.sent()
  await abroad.cancel(canceled.who, canceled.id)
  const returned = await abroad.sent()
  await abroad.bankSays(returned.uuid, 'batch', 'send', 'settle')
  await abroad.bankSays(returned.uuid, { move: 'return', reason: 'AC01' })
  const paid = await abroad.sent()
  await abroad.bankSays(paid.uuid, 'batch', 'send', 'settle')
  const asked = await world.person({ CNY: 1_000_00n }, { asked: 'as_usual' })
  const to = await abroad.recipient(asked)
  const proved = await abroad.send(asked, (await abroad.quote(asked, to)).id)
  if (proved.status !== 201) throw new Error(JSON.stringify(proved.body))
  return { waiting: waiting.uuid, canceled: canceled.uuid, returned: returned.uuid, proved: asked.id }
}

/** Everything, or only the newest part, which here is all there is. */
async function look(database: TestDatabase, scope: 'all' | 'recent') {
  const { findings } = await verify({
    readerUrl: database.readerUrl,
    checks: [...ledgerChecks(roleOf(database.appUrl)), ...remittanceInvariants],
    now: new Date(),
    ...(scope === 'recent' ? { after: 0n } : {}),
  })
  return findings
}

test('whole books: nothing to say', async () => {
  expect(await look(world.database, 'all')).toEqual([])
  expect(await look(world.database, 'recent')).toEqual([])
})

const sabotages: [invariant: string, sql: string][] = [
  ['quote_used_once_in_time', `UPDATE remittance_quote SET transfer_id = gen_random_uuid()`],
  [
    'quote_used_once_in_time',
    `UPDATE remittance_quote SET created_at = created_at - interval '1 hour', expires_at = created_at - interval '1 second'`,
  ],
  ['quote_used_once_in_time', `UPDATE recipient SET customer_id = '${targets.proved}', removed_at = now()`],
  ['parts_add_up', `UPDATE posting SET amount = amount + 1 WHERE kind = 'sell'`],
  ['parts_add_up', `UPDATE posting SET amount = amount - 1 WHERE kind = 'buy'`],
  ['parts_add_up', `UPDATE posting SET amount = amount - 1 WHERE kind = 'markup'`],
  [
    'parts_add_up',
    `UPDATE hold SET amount = amount + 1, captured = captured, released = released WHERE status = 'active'`,
  ],
  ['parts_add_up', `UPDATE remittance_quote SET fee = fee + 1, principal = principal - 1, fee_lines = '[]'`],
  ['never_in_customers_favour', `UPDATE remittance_quote SET target_rate = target_rate * 0.99`],
  ['never_in_customers_favour', `UPDATE remittance_quote SET receive = receive + 1`],
  [
    'hold_fits_state',
    `UPDATE hold SET status = 'released', released = amount, resolved_at = now() WHERE status = 'active'`,
  ],
  [
    'hold_fits_state',
    `UPDATE transfer_abroad SET status = 'sent', expected_by = now() WHERE id = '${targets.waiting}'`,
  ],
  ['order_fits_state', `UPDATE payment_order SET amount = amount + 1`],
  ['order_fits_state', `UPDATE payment_order SET status = 'queued' WHERE status = 'canceled'`],
  ['order_fits_state', `UPDATE payment_order SET status = 'settled' WHERE status = 'returned'`],
  ['order_fits_state', `UPDATE payment_order SET status = 'returned' WHERE status = 'settled'`],
  ['journal_has_transfer', `UPDATE transfer_abroad SET journal_id = gen_random_uuid()`],
  [
    'journal_has_transfer',
    `UPDATE transfer_abroad SET undo_journal_id = NULL WHERE id = '${targets.canceled}'`,
  ],
  ['journal_has_transfer', `UPDATE posting SET amount = amount + 1 WHERE kind = 'return'`],
  ['confirmed_by_payer', `UPDATE transfer_abroad SET challenge_id = NULL, step_up_amount = 0`],
  ['confirmed_by_payer', `UPDATE transfer_abroad SET step_up_amount = NULL`],
  [
    'confirmed_by_payer',
    `UPDATE challenge SET binding = replace(binding, 'payee', 'payer'),
       binding_hash = sha256(convert_to(replace(binding, 'payee', 'payer'), 'UTF8'))`,
  ],
  ['challenge_has_transfer', `UPDATE transfer_abroad SET challenge_id = NULL`],
  [
    'none_while_frozen',
    `INSERT INTO restriction (id, customer_id, scope, source, reason, placed_at)
     SELECT gen_random_uuid(), customer_id, 'withdrawal', 'risk', 'unusual_activity', created_at - interval '1 hour'
     FROM transfer_abroad WHERE id = '${targets.waiting}'`,
  ],
  ['timeline_is_whole', `DELETE FROM transfer_abroad_step WHERE number = 2`],
  [
    'timeline_is_whole',
    `UPDATE transfer_abroad_step SET state = 'sent' WHERE transfer_id = '${targets.waiting}'`,
  ],
  ['history_is_true', `UPDATE transaction_record SET amount = amount + 1 WHERE direction = 'out'`],
  ['history_is_true', `DELETE FROM transaction_record WHERE direction = 'in' AND kind = 'transfer_abroad'`],
  ['history_is_true', `UPDATE transaction_record SET status = 'completed' WHERE status = 'processing'`],
]

test('every invariant has a sabotage', () => {
  const broken = new Set(sabotages.map(([invariant]) => `remittances.${invariant}`))
  expect(Array.from(broken).toSorted()).toEqual(
    remittanceInvariants.map(({ invariant }) => invariant).toSorted(),
  )
})

test.each(sabotages)('remittances.%s is found broken by %s', async (invariant, sql) => {
  const database = await createTestDatabase({ copyOf: world.database })
  try {
    const client = new Client({ connectionString: database.ownerUrl })
    await client.connect()
    try {
      // What the tables themselves refuse is out of the way: the verifier is asked what it sees, not what they prevent.
      await dropChecks(client)
      await client.query(sql)
    } finally {
      await client.end()
    }
    expect((await look(database, 'all')).map(finding => finding.invariant)).toContain(
      `remittances.${invariant}`,
    )
  } finally {
    await database.drop()
  }
})

async function dropChecks(client: Client): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS statement FROM pg_constraint
     WHERE contype = 'c' AND conrelid IN ('remittance_quote'::regclass, 'transfer_abroad'::regclass, 'hold'::regclass,
       'payment_order'::regclass, 'restriction'::regclass)`,
  )
  for (const { statement } of rows) await client.query(statement)
}
