import { Client } from 'pg'

/**
 * Millions of journals in minutes: transfers of one cent between the given customers, written set by set exactly as
 * the pipeline would have left them (journal, posting, two entries with sequence and balance, transfer, both
 * records, outcome, limit usage, both events), so that the verifier has nothing to say. Only as the owner.
 */
const steps: readonly { name: string; sql: string }[] = [
  {
    name: 'settings',
    // Fresh tables have no statistics: guessing them small, the planner would walk through millions of rows one by one.
    sql: `SET work_mem = '512MB'; SET synchronous_commit = off; SET statement_timeout = 0; SET enable_nestloop = off`,
  },
  {
    name: 'people',
    sql: `CREATE TEMP TABLE person AS
      SELECT row_number() OVER (ORDER BY a.id) - 1 AS place, a.id AS account_id, a.owner_id, b.balance, b.last_sequence
      FROM account a JOIN balance b ON b.account_id = a.id
      WHERE a.purpose = 'available' AND a.currency = 'EUR';
      CREATE UNIQUE INDEX ON person (place); CREATE UNIQUE INDEX ON person (account_id); ANALYZE person`,
  },
  {
    name: 'orders',
    sql: `CREATE TEMP TABLE new_transfer AS
      SELECT i, (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint + i / 100), 12, '0') || '7'
               || lpad(to_hex(i % 4096), 3, '0') || '8' || lpad(to_hex((i * 7919) % 268435456), 7, '0')
               || lpad(to_hex(i % 4294967296), 8, '0'))::uuid AS id,
             now() + i * interval '10 microseconds' AS at,
             payer.owner_id AS payer_id, payer.account_id AS payer_account,
             payee.owner_id AS payee_id, payee.account_id AS payee_account
      FROM generate_series(1, $count::bigint) i
      JOIN person payer ON payer.place = i % (SELECT count(*) FROM person)
      JOIN person payee ON payee.place = (i + 1 + (i * 31) % ((SELECT count(*) FROM person) - 1)) % (SELECT count(*) FROM person)`,
  },
  {
    name: 'journals',
    sql: `INSERT INTO journal (id, kind, subject_id, effective_on, recorded_at)
      SELECT id, 'transfer', id, (at AT TIME ZONE 'UTC')::date, at FROM new_transfer ORDER BY i`,
  },
  {
    name: 'postings',
    sql: `INSERT INTO posting (journal_id, number, kind, from_account_id, to_account_id, amount, currency)
      SELECT id, 1, 'principal', payer_account, payee_account, 1, 'EUR' FROM new_transfer ORDER BY i`,
  },
  {
    name: 'entries',
    sql: `INSERT INTO entry (account_id, sequence, journal_id, posting_number, amount, balance_after)
      SELECT leg.account_id, p.last_sequence + row_number() OVER w, leg.id, 1, leg.amount,
             p.balance + sum(leg.amount) OVER w
      FROM (SELECT i, id, payer_account AS account_id, -1 AS amount FROM new_transfer
            UNION ALL SELECT i, id, payee_account, 1 FROM new_transfer) leg
      JOIN person p USING (account_id)
      WINDOW w AS (PARTITION BY leg.account_id ORDER BY leg.i)`,
  },
  {
    name: 'records',
    sql: `INSERT INTO transaction_record (owner_id, created_at, subject_id, number, kind, direction, status, amount,
        currency, counterparty, balance_after, updated_at)
      SELECT side.owner_id, t.at, t.id, '9' || lpad((t.i + $first)::text, 15, '0'), 'transfer', side.direction, 'completed', 1,
             'EUR', 'B***', e.balance_after, t.at
      FROM new_transfer t
      CROSS JOIN LATERAL (VALUES (t.payer_id, t.payer_account, 'out'), (t.payee_id, t.payee_account, 'in'))
        side (owner_id, account_id, direction)
      JOIN entry e ON e.account_id = side.account_id AND e.journal_id = t.id`,
  },
  {
    name: 'transfers',
    sql: `INSERT INTO transfer (id, number, payer_id, payee_id, status, amount, fee, currency, fee_lines, matched_by,
        recipient_name, recipient_account, journal_id, created_at)
      SELECT id, '9' || lpad((i + $first)::text, 15, '0'), payer_id, payee_id, 'completed', 1, 0, 'EUR', '[]', 'account_number',
             'B***', '•••• •••• 0000', id, at FROM new_transfer ORDER BY i`,
  },
  {
    name: 'outcomes',
    sql: `INSERT INTO idempotency_outcome (scope, key, request_hash, outcome, recorded_at)
      SELECT payer_id, id::text, sha256(id::text::bytea),
             jsonb_build_object('v', 1, 'transfer', id, 'declined', null, 'fees', '[]'::jsonb), at FROM new_transfer`,
  },
  {
    name: 'charges',
    sql: `INSERT INTO charge (subject, entry, customer_id, operation, currency, amount, fee, day, at)
      SELECT id, 'carried', payer_id, 'transfer', 'EUR', 1, 0, (at AT TIME ZONE $zone)::date, at
      FROM new_transfer ORDER BY i`,
  },
  {
    name: 'limits',
    sql: `INSERT INTO limit_use (customer_id, operation, currency, day, daily, weekly, monthly, rolling, slots)
      SELECT c.customer_id, 'transfer', 'EUR', last.day,
             coalesce(sum(c.amount) FILTER (WHERE c.day = last.day), 0),
             coalesce(sum(c.amount) FILTER (WHERE date_trunc('week', c.day) = date_trunc('week', last.day)), 0),
             coalesce(sum(c.amount) FILTER (WHERE date_trunc('month', c.day) = date_trunc('month', last.day)), 0),
             0, '[]'
      FROM charge c
      JOIN (SELECT customer_id, max(day) AS day FROM charge WHERE operation = 'transfer' AND currency = 'EUR'
            GROUP BY customer_id) last USING (customer_id)
      WHERE c.operation = 'transfer' AND c.currency = 'EUR'
      GROUP BY c.customer_id, last.day
      ON CONFLICT (customer_id, operation, currency) DO UPDATE
        SET day = excluded.day, daily = excluded.daily, weekly = excluded.weekly, monthly = excluded.monthly`,
  },
  {
    name: 'balances',
    sql: `UPDATE balance b SET balance = last.balance_after, last_sequence = last.sequence
      FROM (SELECT DISTINCT ON (account_id) account_id, sequence, balance_after FROM entry
            ORDER BY account_id, sequence DESC) last
      WHERE b.account_id = last.account_id AND b.last_sequence <> last.sequence`,
  },
  {
    name: 'events',
    sql: `INSERT INTO event (position, type, version, stream_id, subject_id, journal_id, payload, occurred_at)
      SELECT (SELECT coalesce(max(position), 0) FROM event) + 2 * i - side, 'transfer.completed', 1,
             CASE side WHEN 1 THEN payer_id ELSE payee_id END, id, id,
             '{"id": "tr_01h455vb4pex5vsknk084sn02q", "number": "9000000000000000"}', at
      FROM new_transfer CROSS JOIN (VALUES (1), (0)) sides (side) ORDER BY 1`,
  },
  {
    name: 'cursors',
    sql: `UPDATE subscriber_cursor SET position = (SELECT max(position) FROM event)`,
  },
  { name: 'statistics', sql: `VACUUM ANALYZE` },
  { name: 'checkpoint', sql: `CHECKPOINT` },
]

export async function growBySets(
  url: string,
  options: { transfers: number; first: number; timeZone: string; log: (line: string) => void },
): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  client.on('error', error => options.log(`the connection broke: ${error.message}`))
  for (const { name, sql } of steps) {
    const startedAt = performance.now()
    const text = sql
      .replaceAll('$count', String(options.transfers))
      .replaceAll('$first', String(options.first))
      .replaceAll('$zone', client.escapeLiteral(options.timeZone))
    for (const statement of text.split(';')) await client.query(statement)
    options.log(`${name}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
  }
  await client.end()
}

/** The outbox is empty: every event has its place in the log. */
export async function untilDispatched(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  for (let attempt = 0; attempt < 600; attempt++) {
    const { rows } = await client.query('SELECT 1 FROM outbox LIMIT 1')
    if (rows.length === 0) break
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  await client.end()
}
