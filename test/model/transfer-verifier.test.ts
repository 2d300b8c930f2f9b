import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
import { fromTypeId } from '../../contract/ids.ts'
import { allChecks } from '../../server/invariants.ts'
import { roleOf } from '../../server/platform/database-urls.ts'
import { verify, type VerificationReport } from '../../server/slices/ledger/index.ts'
import { createTestDatabase, type TestDatabase } from '../db.ts'
import { startTestApp, type Person } from '../factories/app.ts'

/** The invariants of limits and transfers, each broken once by the owner, on transfers made over HTTP. */
vi.setConfig({ testTimeout: 60_000 })
const world = await startTestApp()
const targets = await fill()
await world.app.stop()

async function fill() {
  await world.app.slices.pricing.publishFees([
    {
      id: 'transfer',
      operation: 'transfer',
      currency: 'EUR',
      fixed: '0.05',
      basis_points: 100,
      minimum: null,
      maximum: null,
    },
  ])
  const [payer, payee, stranger] = [
    await world.person({ EUR: 100_000n }),
    await world.person(),
    await world.person(),
  ]
  const first = await transfer(payer, payee, '12.34', 201)
  await transfer(payer, stranger, '1.00', 201)
  const proved = await transfer(payer, payee, '600.00', 201)
  const failed = await transfer(payee, payer, '800.00', 402)
  return { payer: payer.id, payee: payee.id, stranger: stranger.id, transfer: first, proved, failed }
}

async function transfer(payer: Person, payee: Person, value: string, status: number): Promise<string> {
  const body = { recipient: payee.accountNumber, amount: { value, currency: 'EUR' } }
  const answer = await world.callConfirmed('POST', '/v1/transfers', {
    token: payer.token,
    body,
    key: randomUUID(),
  })
  if (answer.status !== status) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`)
  const id = fromTypeId('transfer', answer.body.id ?? answer.body.resource?.id)
  if (!id) throw new Error('the answer names no transfer')
  return id
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

const journalOf = (transfer: string): string => `(SELECT journal_id FROM transfer WHERE id = '${transfer}')`
const accountOf = (owner: string): string =>
  `(SELECT id FROM account WHERE owner_id = '${owner}' AND purpose = 'available' AND currency = 'EUR')`

const sabotages: readonly Sabotage[] = [
  {
    breaks: 'pricing.limit_not_exceeded',
    when: 'more was used than there was',
    sql: ({ payer }) => `
      ALTER TABLE limit_use DROP CONSTRAINT daily_limit_not_exceeded;
      UPDATE limit_use SET daily = daily_limit + 1 WHERE customer_id = '${payer}'`,
    names: ({ payer }) => ({ customer: payer, operation: 'transfer', currency: 'EUR', interval: 'daily' }),
    onlyWhole: true,
  },
  {
    breaks: 'pricing.usage_is_charged',
    when: 'less is counted for the month than was moved',
    sql: ({ payer }) => `UPDATE limit_use SET monthly = monthly - 1 WHERE customer_id = '${payer}'`,
    names: ({ payer }) => ({ customer: payer, operation: 'transfer', currency: 'EUR' }),
    onlyWhole: true,
  },
  {
    breaks: 'pricing.periods_not_exceeded',
    when: 'the second movement of a week was decided beyond its limit',
    sql: ({ proved }) => `UPDATE charge SET weekly_limit = 61333 WHERE subject = '${proved}'`,
    names: ({ payer, proved }) => ({ customer: payer, subject: proved, interval: 'weekly' }),
    onlyWhole: true,
  },
  {
    breaks: 'pricing.rolling_limit_not_exceeded',
    when: 'more was moved in 24 hours than the limit allowed',
    sql: ({ proved }) => `UPDATE charge SET rolling_limit = 61333 WHERE subject = '${proved}'`,
    names: ({ payer, proved }) => ({ customer: payer, subject: proved, interval: 'rolling_24h' }),
    onlyWhole: true,
  },
  {
    breaks: 'pricing.version_of_its_time',
    when: 'a decision names the prices of before',
    sql: ({ transfer }) => `
      UPDATE fee_schedule SET starts_at = starts_at - interval '1 hour';
      UPDATE charge SET fee_version = 1 WHERE subject = '${transfer}'`,
    names: ({ transfer }) => ({ subject: transfer }),
    onlyWhole: true,
  },
  {
    breaks: 'pricing.version_of_its_time',
    when: 'limits were published for the past',
    sql: () => `
      UPDATE limit_schedule SET starts_at = starts_at - interval '1 hour';
      INSERT INTO limit_schedule (version, rules, starts_at)
      SELECT version + 1, rules, (SELECT min(at) - interval '2 minutes' FROM charge) FROM limit_schedule ORDER BY version DESC LIMIT 1`,
    names: ({ transfer }) => ({ subject: transfer }),
    onlyWhole: true,
  },
  {
    breaks: 'transfers.counted_against_limit',
    when: 'less was counted than was moved',
    sql: ({ transfer }) => `DELETE FROM charge WHERE subject = '${transfer}'`,
    names: ({ payer }) => ({ customer: payer, currency: 'EUR' }),
    onlyWhole: true,
  },
  {
    breaks: 'transfers.parts_add_up',
    when: 'a fee line says less than the fee',
    sql: ({ transfer }) =>
      `UPDATE transfer SET fee_lines = jsonb_set(fee_lines, '{0,amount}', '"1"') WHERE id = '${transfer}'`,
    names: ({ transfer }) => ({ transfer }),
  },
  {
    breaks: 'transfers.parts_add_up',
    when: 'the transfer says another amount than was posted',
    sql: ({ transfer }) => `UPDATE transfer SET amount = amount + 1 WHERE id = '${transfer}'`,
    names: ({ transfer }) => ({ transfer }),
  },
  {
    breaks: 'transfers.payer_debits_own_account',
    when: 'somebody else’s account was debited',
    sql: ({ transfer, stranger }) => `
      UPDATE posting SET from_account_id = ${accountOf(stranger)} WHERE journal_id = ${journalOf(transfer)}`,
    names: ({ transfer }) => ({ transfer, posting: '1' }),
  },
  {
    breaks: 'transfers.payer_debits_own_account',
    when: 'somebody else got the money',
    sql: ({ transfer, stranger }) => `
      UPDATE posting SET to_account_id = ${accountOf(stranger)}
      WHERE journal_id = ${journalOf(transfer)} AND kind = 'principal'`,
    names: ({ transfer }) => ({ transfer, posting: '1' }),
  },
  {
    breaks: 'transfers.journal_has_transfer',
    when: 'money moved for a transfer that failed',
    sql: ({ transfer, failed }) =>
      `UPDATE journal SET subject_id = '${failed}' WHERE id = ${journalOf(transfer)}`,
    names: ({ failed }) => ({ transfer: failed }),
  },
  {
    breaks: 'transfers.completed_has_journal',
    when: 'a completed transfer moved nothing',
    sql: ({ transfer }) => `DELETE FROM journal WHERE id = ${journalOf(transfer)}`,
    names: ({ transfer }) => ({ transfer }),
    onlyWhole: true,
  },
  {
    breaks: 'transfers.asked_for_once',
    when: 'nobody asked for a transfer',
    sql: ({ transfer }) => `DELETE FROM idempotency_outcome WHERE outcome ->> 'transfer' = '${transfer}'`,
    names: ({ transfer }) => ({ transfer }),
    onlyWhole: true,
  },
  {
    breaks: 'transfers.asked_for_once',
    when: 'two keys tell of one transfer',
    sql: ({ transfer }) => `
      INSERT INTO idempotency_outcome SELECT scope, key || '2', request_hash, outcome, recorded_at
      FROM idempotency_outcome WHERE outcome ->> 'transfer' = '${transfer}'`,
    names: ({ transfer }) => ({ transfer }),
    onlyWhole: true,
  },
  {
    breaks: 'transfers.history_is_true',
    when: 'the payee’s history is missing a transfer',
    sql: ({ transfer, payee }) =>
      `DELETE FROM transaction_record WHERE subject_id = '${transfer}' AND owner_id = '${payee}'`,
    names: ({ transfer, payee }) => ({ transfer, owner: payee }),
  },
  {
    breaks: 'transfers.history_is_true',
    when: 'the payer’s history says another balance',
    sql: ({ transfer, payer }) => `
      UPDATE transaction_record SET balance_after = balance_after + 1
      WHERE subject_id = '${transfer}' AND owner_id = '${payer}'`,
    names: ({ transfer, payer }) => ({ transfer, owner: payer }),
  },
  {
    breaks: 'transfers.none_while_frozen',
    when: 'the payer had frozen the account a minute before',
    sql: ({ transfer, payer }) => `
      INSERT INTO restriction (id, customer_id, scope, source, reason, placed_at)
      SELECT gen_random_uuid(), '${payer}', 'debit', 'risk', 'unusual_activity', created_at - interval '1 minute'
      FROM transfer WHERE id = '${transfer}'`,
    names: ({ transfer }) => ({ transfer }),
  },
  {
    breaks: 'transfers.confirmed_by_payer',
    when: 'more than the threshold moved without a proof',
    sql: ({ proved }) => `UPDATE transfer SET challenge_id = NULL WHERE id = '${proved}'`,
    names: ({ proved }) => ({ transfer: proved }),
  },
  {
    breaks: 'transfers.confirmed_by_payer',
    when: 'more than was spared moved to somebody nobody had confirmed',
    sql: ({ transfer, payer, payee }) => `
      DELETE FROM confirmed_recipient WHERE customer_id = '${payer}' AND recipient_id = '${payee}';
      UPDATE transfer SET step_up_new_recipient = 0 WHERE id = '${transfer}'`,
    names: ({ transfer }) => ({ transfer }),
  },
  {
    breaks: 'transfers.confirmed_by_payer',
    when: 'the challenge was somebody else’s',
    sql: ({ proved, stranger }) => `
      UPDATE challenge SET customer_id = '${stranger}' WHERE consumed_by = '${proved}'`,
    names: ({ proved }) => ({ transfer: proved }),
  },
  {
    breaks: 'transfers.confirmed_by_payer',
    when: 'the challenge was for another amount',
    sql: ({ proved }) => `
      UPDATE challenge
      SET binding = replace(binding, '"60000"', '"100"'),
          binding_hash = sha256(convert_to(replace(binding, '"60000"', '"100"'), 'UTF8'))
      WHERE consumed_by = '${proved}'`,
    names: ({ proved }) => ({ transfer: proved }),
  },
  {
    breaks: 'transfers.confirmed_by_payer',
    when: 'the challenge was for somebody else',
    sql: ({ proved, payee, stranger }) => `
      UPDATE challenge
      SET binding = replace(binding, '${payee}', '${stranger}'),
          binding_hash = sha256(convert_to(replace(binding, '${payee}', '${stranger}'), 'UTF8'))
      WHERE consumed_by = '${proved}'`,
    names: ({ proved }) => ({ transfer: proved }),
  },
  {
    breaks: 'transfers.confirmed_by_payer',
    when: 'the challenge had expired',
    sql: ({ proved }) => `
      DO $$ DECLARE c text; BEGIN
        FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 'challenge'::regclass AND contype = 'c' LOOP
          EXECUTE format('ALTER TABLE challenge DROP CONSTRAINT %I', c);
        END LOOP;
      END $$;
      UPDATE challenge SET expires_at = consumed_at WHERE consumed_by = '${proved}'`,
    names: ({ proved }) => ({ transfer: proved }),
  },
  {
    breaks: 'transfers.confirmed_by_payer',
    when: 'the challenge was never used up',
    sql: ({ proved }) => `
      UPDATE challenge SET consumed_at = NULL, consumed_by = NULL WHERE consumed_by = '${proved}'`,
    names: ({ proved }) => ({ transfer: proved }),
  },
  {
    breaks: 'transfers.challenge_has_transfer',
    when: 'a proof was used and nothing came of it',
    sql: ({ proved }) => `UPDATE transfer SET challenge_id = NULL WHERE id = '${proved}'`,
    names: () => ({ challenge: expect.any(String) }),
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
