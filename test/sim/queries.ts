import { Client } from 'pg'

/** Looks into the database as its owner, beside the program: for a simulation only. */
export async function connectAsOwner(ownerUrl: string): Promise<Client> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  return client
}

/** Sessions that hold for the whole simulated time: nobody signs in again every hour for a month. */
export async function insertLongSessions(
  client: Client,
  sessions: readonly { id: string; customerId: string; tokenHash: Buffer }[],
): Promise<void> {
  for (const { id, customerId, tokenHash } of sessions)
    await client.query(
      `INSERT INTO session (id, customer_id, token_hash, created_at, last_seen_at, expires_at, ip, network, user_agent)
       VALUES ($1, $2, $3, now(), now() + interval '90 days', now() + interval '90 days', '127.0.0.1', '127.0.0.1', 'month')`,
      [id, customerId, tokenHash],
    )
}

export async function accountNumbers(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ customer_id: string; account_number: string }>(
    'SELECT customer_id, account_number FROM wallet',
  )
  return new Map(rows.map(row => [row.customer_id, row.account_number]))
}

/** Jobs whose time has come, by name; those that wait for another attempt later are not among them. */
export async function dueJobs(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ job: string }>(
    `SELECT task_identifier || ' ' || count(*) || ' ' || coalesce(max(last_error), '') AS job
     FROM graphile_worker.jobs WHERE run_at <= now() AND attempts < max_attempts GROUP BY task_identifier`,
  )
  return rows.map(({ job }) => job)
}

/** Files on their way to the bank, and files of the bank that were not applied yet. */
export async function countOpenFiles(client: Client): Promise<number> {
  const { rows } = await client.query<{ open: string }>(
    `SELECT count(*) AS open FROM bank_file WHERE status IN ('composing', 'generated', 'received')`,
  )
  return Number(rows[0]?.open)
}

export async function countEventsInTheOutbox(client: Client): Promise<number> {
  const { rows } = await client.query<{ waiting: string }>('SELECT count(*) AS waiting FROM outbox')
  return Number(rows[0]?.waiting)
}

export type AccountBalance = { purpose: string; currency: string; balance: bigint }

/** The operator's own accounts; what is on the debit side is negative, whatever the account's normal side. */
export async function operatorBalances(client: Client): Promise<AccountBalance[]> {
  const { rows } = await client.query<{ purpose: string; currency: string; balance: string }>(
    `SELECT a.purpose, a.currency, sum(e.amount)::text AS balance
     FROM account a JOIN entry e ON e.account_id = a.id WHERE a.owner_id IS NULL
     GROUP BY a.purpose, a.currency ORDER BY a.purpose, a.currency`,
  )
  return rows.map(row => ({ ...row, balance: BigInt(row.balance) }))
}

export type Unfinished = { kind: string; number: string; status: string; expectedBy: Date | null }

/** Of all that customers ordered, what is not in a state where it stays. */
export async function findUnfinished(client: Client): Promise<Unfinished[]> {
  const { rows } = await client.query<{
    kind: string
    number: string
    status: string
    expected_by: Date | null
  }>(
    `SELECT kind, number, status, expected_by
     FROM (
       SELECT 'deposit' AS kind, number, status, expected_by FROM deposit
       UNION ALL SELECT 'withdrawal', number, status, expected_by FROM withdrawal
       UNION ALL SELECT 'transfer_abroad', number, status, expected_by FROM transfer_abroad
       UNION ALL SELECT 'transfer', number, status, NULL FROM transfer
       UNION ALL SELECT 'conversion', number, status, NULL FROM fx_conversion
       UNION ALL SELECT 'transfer_invitation', number, status, expires_at FROM transfer_invitation
     ) AS ordered
     WHERE status IN ('requires_action', 'pending', 'in_review', 'in_transit', 'processing', 'sent',
                      'awaiting_acceptance')`,
  )
  return rows.map(({ kind, number, status, expected_by: expectedBy }) => ({
    kind,
    number,
    status,
    expectedBy,
  }))
}

/**
 * References paid more than once: an entry of the bank that was booked twice or gave two customers money, a
 * withdrawal or transfer that left by two orders or was debited twice, a deposit credited by two journals.
 */
export async function countPaidTwice(client: Client): Promise<number> {
  const { rows } = await client.query<{ twice: string }>(
    `SELECT (
       (SELECT count(*) FROM (
          SELECT reference FROM bank_entry GROUP BY account, reference HAVING count(*) > 1) AS entries)
     + (SELECT count(*) FROM (
          SELECT subject_id FROM payment_order WHERE status IN ('settled', 'returned')
          GROUP BY client, subject_id HAVING count(*) > 1) AS orders)
     + (SELECT count(*) FROM (
          SELECT p.order_id FROM bank_entry_part p JOIN bank_entry e ON e.id = p.entry_id
          WHERE p.order_id IS NOT NULL GROUP BY p.order_id, e.side HAVING count(*) > 1) AS debits)
     + (SELECT count(*) FROM (
          SELECT subject_id FROM journal WHERE kind = 'deposit' AND reverses IS NULL
          GROUP BY subject_id HAVING count(*) > 1) AS deposits)
     + (SELECT count(*) FROM (
          SELECT taken_by FROM bank_entry_part WHERE taken_by IS NOT NULL
          GROUP BY taken_by HAVING count(*) > 1) AS taken)
     )::text AS twice`,
  )
  return Number(rows[0]?.twice)
}

export type OrderAtTheBank = { reference: string; status: string }

/** Every payment ordered from the bank; one that is still on its way has not been paid. */
export async function paymentOrders(client: Client): Promise<OrderAtTheBank[]> {
  const { rows } = await client.query<OrderAtTheBank>(
    'SELECT end_to_end_id AS reference, status FROM payment_order',
  )
  return rows
}

/**
 * Work that stopped for good: jobs that gave up, files that were never applied, differences nobody could explain, and
 * customers who see another end than the one their payment had.
 */
export async function findStuck(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ stuck: string }>(
    `SELECT 'job ' || task_identifier || ' gave up: ' || coalesce(left(last_error, 200), '') AS stuck
     -- One that was replaced while it ran has all its attempts behind it, but no error; what runs by the calendar
     -- comes again.
     FROM graphile_worker.jobs WHERE attempts >= max_attempts AND last_error IS NOT NULL
       AND task_identifier NOT IN (SELECT identifier FROM graphile_worker._private_known_crontabs)
     UNION ALL SELECT 'file ' || name || ' is ' || status FROM bank_file
       WHERE status IN ('composing', 'generated', 'received')
     UNION ALL SELECT 'the bank''s statement differs: ' || kind || ' ' || object || ', expected '
       || coalesce(expected::text, 'nothing') || ', found ' || coalesce(found::text, 'nothing')
       FROM bank_break WHERE status = 'open'
     UNION ALL SELECT 'the report of ' || provider || ' differs: ' || kind || ' ' || object
       FROM reconciliation_break WHERE status = 'open'
     UNION ALL SELECT ordered.kind || ' ' || ordered.number || ' is ' || ordered.status || ', its payment ' || o.status
       FROM (SELECT 'withdrawal' AS kind, id, number, status FROM withdrawal
             UNION ALL SELECT 'transfer_abroad', id, number, status FROM transfer_abroad) AS ordered
       JOIN payment_order o ON o.subject_id = ordered.id
       WHERE (ordered.status, o.status) NOT IN
         (('paid', 'settled'), ('sent', 'settled'), ('completed', 'settled'), ('returned', 'returned'),
          ('canceled', 'canceled'), ('failed', 'rejected'))
         AND ordered.status NOT IN ('pending', 'in_review', 'in_transit', 'processing')
     UNION ALL SELECT 'money was stopped from leaving: ' || reason FROM outgoing_stop
     UNION ALL SELECT waiting || ' events were not dispatched' FROM (SELECT count(*) AS waiting FROM outbox) AS events
       WHERE waiting > 0`,
  )
  return rows.map(({ stuck }) => stuck)
}

/** Kinds of journals and how many, to see on which rails the month moved money. */
export async function countJournals(client: Client): Promise<Record<string, number>> {
  const { rows } = await client.query<{ kind: string; journals: string }>(
    'SELECT kind, count(*) AS journals FROM journal GROUP BY kind ORDER BY kind',
  )
  return Object.fromEntries(rows.map(({ kind, journals }) => [kind, Number(journals)]))
}

/** How far files and orders came, and which jobs gave up: where to look first when books differ. */
export async function railState(client: Client): Promise<Record<string, string[]>> {
  const lines = async (sql: string): Promise<string[]> => {
    const { rows } = await client.query<{ line: string }>(sql)
    return rows.map(({ line }) => line)
  }
  return {
    orders: await lines(
      `SELECT status || ' ' || count(*) AS line FROM payment_order GROUP BY status ORDER BY status`,
    ),
    files: await lines(
      `SELECT direction || ' ' || coalesce(kind, '?') || ' ' || status || ' ' || count(*) AS line
       FROM bank_file GROUP BY direction, kind, status ORDER BY line`,
    ),
    parts: await lines(
      `SELECT status || ' ' || count(*) AS line FROM bank_entry_part GROUP BY status ORDER BY status`,
    ),
    jobs: await lines(
      `SELECT task_identifier || ' attempts ' || attempts || ' due ' || (run_at <= now()) || ' ' || coalesce(left(last_error, 200), '')
         AS line FROM graphile_worker.jobs WHERE last_error IS NOT NULL OR run_at <= now()`,
    ),
  }
}

/** Names of the bank's files that our side could not read and set aside. */
export async function namesSetAside(client: Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM bank_file WHERE status = 'quarantined'`,
  )
  return new Set(rows.map(({ name }) => name))
}
