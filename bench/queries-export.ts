import { Client } from 'pg'

/**
 * Histories of a size: `mine` records of one customer and `others` of made-up ones, as transfers leave them, one in a
 * thousand of them about coffee. Only as the owner; nothing but the history is made.
 */
export async function fillHistories(
  ownerUrl: string,
  { ownerId, mine, others }: { ownerId: string; mine: number; others: number },
): Promise<void> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(`SET synchronous_commit = off; SET statement_timeout = 0`)
    const fill = (owner: string, first: number, count: number) =>
      client.query(
        `INSERT INTO transaction_record (owner_id, created_at, subject_id, number, kind, direction, status, amount,
           currency, counterparty, note, balance_after, updated_at)
         SELECT ${owner}, at, ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
                '9' || lpad(i::text, 15, '0'), 'transfer', 'out', 'completed', 100 + i % 90000, 'EUR', '*小明',
                CASE WHEN i % 1000 = 0 THEN '咖啡 coffee' WHEN i % 3 = 0 THEN 'Miete, =1+1 "Mai"' END, i, at
         FROM (SELECT i, timestamptz '2026-01-01 00:00Z' + i * interval '3 seconds' AS at
               FROM generate_series($1::bigint, $2::bigint) i) rows`,
        [first, first + count - 1],
      )
    await fill(`'${ownerId}'::uuid`, 1, mine)
    await fill(`('01910000-0000-7000-8000-' || lpad(to_hex(i % 2000), 12, '0'))::uuid`, mine + 1, others)
    await client.query('VACUUM (ANALYZE) transaction_record')
  } finally {
    await client.end()
  }
}
