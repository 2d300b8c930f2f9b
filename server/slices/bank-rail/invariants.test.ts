import { Client } from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/db.ts'
import { roleOf } from '../../platform/database-urls.ts'
import { ledgerChecks, verify } from '../ledger/index.ts'
import { camt054 } from './bank-messages.fixture.ts'
import { startBankRail } from './bank-rail.fixture.ts'
import { bankRailInvariants } from './invariants.ts'

const world = await startBankRail()
const paid = await world.payout()
const waiting = await world.payout()
await world.round()
world.put('a.xml', camt054([{ reference: 'V-1', amount: '10.50', side: 'DBIT', number: paid.number }]))
world.put('b.xml', camt054([{ reference: 'V-2', amount: '7.00', side: 'CRDT', text: 'whose is it' }]))
await world.round()
await world.close()

async function look(database: TestDatabase, after?: bigint) {
  const { findings } = await verify({
    readerUrl: database.readerUrl,
    checks: [...ledgerChecks(roleOf(database.appUrl)), ...bankRailInvariants],
    now: new Date(),
    ...(after === undefined ? {} : { after }),
  })
  return findings
}

test('whole books: nothing to say', async () => {
  expect(await look(world.database)).toEqual([])
  expect(await look(world.database, 0n)).toEqual([])
})

const ofPaid = `order_id = '${paid.id}'`

/** The customer of the paid order was frozen an hour before its file was made. */
const frozenBefore = `
  ALTER TABLE restriction DROP CONSTRAINT restriction_customer_id_fkey;
  INSERT INTO restriction (id, customer_id, scope, source, reason, placed_at)
  SELECT gen_random_uuid(), o.owner_id, 'debit', 'customer', 'own_freeze', s.at - interval '1 hour'
  FROM payment_order o JOIN payment_order_step s ON s.order_id = o.id AND s.kind = 'batched' WHERE o.id = '${paid.id}';`

test.each([
  ['bank_rail.none_leaves_while_frozen', frozenBefore],
  ['bank_rail.entry_is_booked', `UPDATE bank_entry SET amount = amount + 1 WHERE reference = 'V-1'`],
  ['bank_rail.entry_is_booked', `UPDATE bank_entry SET side = 'credit' WHERE reference = 'V-1'`],
  [
    'bank_rail.entry_is_booked',
    `UPDATE bank_entry SET journal_id = gen_random_uuid() WHERE reference = 'V-1'`,
  ],
  [
    'bank_rail.safeguarding_is_the_entries',
    `DELETE FROM suspense_item; DELETE FROM bank_entry_part WHERE status = 'suspense'; DELETE FROM bank_entry WHERE reference = 'V-2'`,
  ],
  [
    'bank_rail.safeguarding_is_the_entries',
    `UPDATE balance SET balance = balance + 1 WHERE account_id = (SELECT id FROM account WHERE purpose = 'safeguarding:bank')`,
  ],
  [
    'bank_rail.order_is_paid_once',
    `INSERT INTO bank_entry_part SELECT gen_random_uuid(), entry_id, 2, amount, end_to_end_id, counterparty, reference, return_code, return_text, status, order_id, taken_by, decided_at, assigned_reference, sealed_counterparty FROM bank_entry_part WHERE ${ofPaid}`,
  ],
  ['bank_rail.order_has_its_proof', `UPDATE payment_order SET amount = amount + 1 WHERE id = '${paid.id}'`],
  ['bank_rail.order_has_its_proof', `UPDATE payment_order SET status = 'settled' WHERE id = '${waiting.id}'`],
  ['bank_rail.order_has_its_proof', `UPDATE payment_order SET status = 'sent' WHERE id = '${paid.id}'`],
  ['bank_rail.steps_are_whole', `DELETE FROM payment_order_step WHERE ${ofPaid} AND number = 2`],
  ['bank_rail.steps_are_whole', `UPDATE payment_order_step SET status = 'sent' WHERE ${ofPaid}`],
  ['bank_rail.suspense_is_open_items', `UPDATE suspense_item SET amount = amount - 1`],
])('%s is found broken by: %s', async (invariant, sql) => {
  expect(await brokenAfter(sql)).toContain(invariant)
})

test('a file of a version that asked nobody before it made one breaks nothing, on whichever clock', async () => {
  // The clock of this world is ahead of the database's, by which the migration is dated, as in a test edition.
  expect(await brokenAfter(`${frozenBefore} UPDATE bank_file SET owners_asked = DEFAULT`)).toEqual([])
})

/** What is found in a copy of the books in which this was done. */
async function brokenAfter(sql: string): Promise<string[]> {
  const database = await createTestDatabase({ copyOf: world.database })
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    await client.query(sql)
    return (await look(database)).map(({ invariant }) => invariant)
  } finally {
    await client.end()
    await database.drop()
  }
}
