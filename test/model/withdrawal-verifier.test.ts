import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
import { allChecks } from '../../server/invariants.ts'
import { roleOf } from '../../server/platform/database-urls.ts'
import { verify, type VerificationReport } from '../../server/slices/ledger/index.ts'
import { withdrawalsIn } from '../../server/slices/withdrawals/withdrawals.fixture.ts'
import { createTestDatabase, type TestDatabase } from '../db.ts'
import { restrict } from '../factories/restrictions.ts'
import { startTestApp } from '../factories/app.ts'

/** The invariants of withdrawals, each broken once by the owner, on withdrawals made over HTTP. */
vi.setConfig({ testTimeout: 60_000 })
const world = await startTestApp()
const targets = await fill()
await world.app.stop()

async function fill() {
  const bank = withdrawalsIn(world)
  const open = await bank.ordered('25.00')
  const paid = await bank.ordered('25.00')
  await bank.bankSays(paid.uuid, 'batch', 'send', 'settle')
  const returned = await bank.ordered('25.00')
  await bank.bankSays(returned.uuid, 'batch', 'send', 'settle', { move: 'return', reason: 'AC04' })
  const canceled = await bank.ordered('25.00')
  await bank.cancel(canceled.who, canceled.id)
  const proved = await bank.ordered('600.00', 1_000_00n)
  const stranger = await world.person({ EUR: 1n })
  const { db, slices } = world.app
  await restrict({ db, identity: slices.identity }, stranger.id, 'withdrawal', new Date())
  const poor = await world.person({ EUR: 1n })
  await bank.order(poor, await bank.bankAccount(poor))
  const { rows } = await world.app.db.pool.query<{ id: string }>(
    `SELECT id FROM withdrawal WHERE customer_id = $1`,
    [poor.id],
  )
  return {
    open: open.uuid,
    owner: open.who.id,
    paid: paid.uuid,
    returned: returned.uuid,
    canceled: canceled.uuid,
    proved: proved.uuid,
    declined: rows[0]?.id ?? '',
    stranger: stranger.id,
  }
}

type Targets = Awaited<ReturnType<typeof fill>>
type Scope = VerificationReport['scope']

function look(database: TestDatabase, scope: Scope): Promise<VerificationReport> {
  const checks = allChecks(roleOf(database.appUrl))
  const after = scope === 'recent' ? { after: 0n } : {}
  return verify({ readerUrl: database.readerUrl, checks, now: new Date(), ...after })
}

type Sabotage = {
  breaks: string
  when: string
  sql: (targets: Targets) => string
  names: (targets: Targets) => Record<string, unknown>
  onlyWhole?: true
}

/** The table's own guards would refuse most of this; whoever can change the books can drop them. */
const unguarded = (table: string): string => `
  DO $$ DECLARE c text; BEGIN
    FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = '${table}'::regclass AND contype = 'c' LOOP
      EXECUTE format('ALTER TABLE ${table} DROP CONSTRAINT %I', c);
    END LOOP;
  END $$;`

const sabotages: readonly Sabotage[] = [
  {
    breaks: 'withdrawals.hold_fits_state',
    when: 'it is said to be paid and its money is still set aside',
    sql: ({ open }) =>
      `${unguarded('withdrawal')} UPDATE withdrawal SET status = 'paid' WHERE id = '${open}'`,
    names: ({ open }) => ({ withdrawal: open }),
    onlyWhole: true,
  },
  {
    breaks: 'withdrawals.hold_fits_state',
    when: 'less was set aside than leaves',
    sql: ({ open }) => `UPDATE withdrawal SET amount = amount + 1 WHERE id = '${open}'`,
    names: ({ open }) => ({ withdrawal: open }),
    onlyWhole: true,
  },
  {
    breaks: 'withdrawals.declined_moves_nothing',
    when: 'a declined one has a payment order',
    sql: ({ declined, open }) =>
      `UPDATE payment_order SET subject_id = '${declined}' WHERE subject_id = '${open}'`,
    names: ({ declined }) => ({ withdrawal: declined }),
    onlyWhole: true,
  },
  {
    breaks: 'withdrawals.parts_add_up',
    when: 'more left for the bank than was ordered',
    sql: ({ paid }) => `
      UPDATE posting SET amount = amount + 1 WHERE kind = 'capture'
        AND journal_id = (SELECT end_journal_id FROM withdrawal WHERE id = '${paid}')`,
    names: ({ paid }) => ({ withdrawal: paid }),
  },
  {
    breaks: 'withdrawals.parts_add_up',
    when: 'somebody else got what came back',
    sql: ({ returned, stranger }) => `
      UPDATE posting SET to_account_id = (SELECT id FROM account 
        WHERE owner_id = '${stranger}' AND purpose = 'available' AND currency = 'EUR')
      WHERE journal_id = (SELECT return_journal_id FROM withdrawal WHERE id = '${returned}')`,
    names: ({ returned }) => ({ withdrawal: returned }),
  },
  {
    breaks: 'withdrawals.return_has_withdrawal',
    when: 'the withdrawal does not know that it came back',
    sql: ({ returned }) => `
      ${unguarded('withdrawal')}
      UPDATE withdrawal SET status = 'paid', return_journal_id = NULL WHERE id = '${returned}'`,
    names: ({ returned }) => ({ withdrawal: returned }),
  },
  {
    breaks: 'withdrawals.order_fits_state',
    when: 'a canceled one was sent all the same',
    sql: ({ canceled }) => `
      ${unguarded('payment_order')} UPDATE payment_order SET status = 'sent' WHERE subject_id = '${canceled}'`,
    names: ({ canceled }) => ({ withdrawal: canceled }),
    onlyWhole: true,
  },
  {
    breaks: 'withdrawals.order_fits_state',
    when: 'it came back and nobody told its owner',
    sql: ({ paid }) => `
      ${unguarded('payment_order')} UPDATE payment_order SET status = 'returned' WHERE subject_id = '${paid}'`,
    names: ({ paid }) => ({ withdrawal: paid }),
    onlyWhole: true,
  },
  {
    breaks: 'withdrawals.order_fits_state',
    when: 'the bank was asked to pay another amount',
    sql: ({ open }) => `UPDATE payment_order SET amount = amount + 1 WHERE subject_id = '${open}'`,
    names: ({ open }) => ({ withdrawal: open }),
    onlyWhole: true,
  },
  {
    breaks: 'withdrawals.order_fits_state',
    when: 'an order pays no withdrawal',
    sql: ({ open }) => `UPDATE payment_order SET subject_id = gen_random_uuid() WHERE subject_id = '${open}'`,
    names: ({ open }) => ({ withdrawal: open }),
    onlyWhole: true,
  },
  {
    breaks: 'withdrawals.confirmed_by_owner',
    when: 'a large one has no challenge',
    sql: ({ proved }) => `UPDATE withdrawal SET challenge_id = NULL WHERE id = '${proved}'`,
    names: ({ proved }) => ({ withdrawal: proved }),
  },
  {
    breaks: 'withdrawals.confirmed_by_owner',
    when: 'the challenge was somebody else’s',
    sql: ({ proved, stranger }) => `
      UPDATE challenge SET customer_id = '${stranger}' WHERE consumed_by = '${proved}'`,
    names: ({ proved }) => ({ withdrawal: proved }),
  },
  {
    breaks: 'withdrawals.confirmed_by_owner',
    when: 'the challenge was for another amount',
    sql: ({ proved }) => `
      UPDATE challenge
      SET binding = replace(binding, '"60000"', '"100"'),
          binding_hash = sha256(convert_to(replace(binding, '"60000"', '"100"'), 'UTF8'))
      WHERE consumed_by = '${proved}'`,
    names: ({ proved }) => ({ withdrawal: proved }),
  },
  {
    breaks: 'withdrawals.challenge_has_withdrawal',
    when: 'a proof was used and nothing came of it',
    sql: ({ proved }) => `UPDATE withdrawal SET challenge_id = NULL WHERE id = '${proved}'`,
    names: () => ({ challenge: expect.any(String) }),
    onlyWhole: true,
  },
  {
    breaks: 'withdrawals.none_while_frozen',
    when: 'withdrawals had been restricted for long',
    sql: ({ open }) => `
      INSERT INTO restriction
      SELECT (jsonb_populate_record(NULL::restriction, to_jsonb(r) || jsonb_build_object(
               'id', gen_random_uuid(), 'customer_id', w.customer_id, 'scope', 'withdrawal',
               'placed_at', w.created_at - interval '1 hour'))).*
      FROM restriction r, withdrawal w WHERE w.id = '${open}' LIMIT 1`,
    names: ({ open }) => ({ withdrawal: open }),
  },
  {
    breaks: 'bank_rail.none_leaves_while_frozen',
    when: 'the account was frozen after the order, long before its file was made',
    sql: ({ paid }) => `
      UPDATE payment_order_step s SET at = s.at + interval '2 hours'
      FROM payment_order o WHERE o.id = s.order_id AND o.subject_id = '${paid}' AND s.kind = 'batched';
      INSERT INTO restriction
      SELECT (jsonb_populate_record(NULL::restriction, to_jsonb(r) || jsonb_build_object(
               'id', gen_random_uuid(), 'customer_id', w.customer_id, 'scope', 'debit',
               'placed_at', w.created_at + interval '1 hour'))).*
      FROM restriction r, withdrawal w WHERE w.id = '${paid}' LIMIT 1`,
    names: () => ({ order: expect.any(String) }),
    onlyWhole: true,
  },
  {
    breaks: 'withdrawals.timeline_is_whole',
    when: 'a step is missing',
    sql: ({ paid }) => `DELETE FROM withdrawal_step WHERE withdrawal_id = '${paid}' AND number = 2`,
    names: ({ paid }) => ({ withdrawal: paid }),
    onlyWhole: true,
  },
  {
    breaks: 'withdrawals.history_is_true',
    when: 'the customer reads another amount',
    sql: ({ paid }) => `UPDATE transaction_record SET amount = amount + 1 WHERE subject_id = '${paid}'`,
    names: ({ paid }) => ({ withdrawal: paid }),
    onlyWhole: true,
  },
]

test('healthy books: nothing to say', async () => {
  const found = await Promise.all((['all', 'recent'] as const).map(scope => look(world.database, scope)))
  expect(found.map(({ findings }) => findings)).toEqual([[], []])
})

test.each(sabotages)('$breaks is found broken when $when', async ({ breaks, sql, names, onlyWhole }) => {
  const database = await createTestDatabase({ copyOf: world.database })
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(sql(targets))
  await client.end()
  const scopes: Scope[] = onlyWhole ? ['all'] : ['all', 'recent']
  const reports = await Promise.all(scopes.map(scope => look(database, scope)))
  await database.drop()
  const named = reports.map(({ findings }) =>
    findings.find(({ invariant }) => invariant === breaks)?.first.map(({ rows }) => rows),
  )
  const wanted = expect.arrayContaining([expect.objectContaining(names(targets))])
  expect(named).toEqual(scopes.map(() => wanted))
})
