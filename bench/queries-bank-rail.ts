import type { Client } from 'pg'

/** Payment orders that have left for the bank. */
export async function countSentOrders(client: Client): Promise<number> {
  const { rows } = await client.query<{ orders: string }>(
    `SELECT count(*) AS orders FROM payment_order WHERE status NOT IN ('queued', 'batched')`,
  )
  return Number(rows[0]?.orders)
}

/** Withdrawals the bank was heard to have paid, with their part in the books. */
export async function countPaidWithdrawals(client: Client): Promise<number> {
  const { rows } = await client.query<{ paid: string }>(
    `SELECT count(*) AS paid FROM withdrawal WHERE status = 'paid'`,
  )
  return Number(rows[0]?.paid)
}

export async function countSentFiles(client: Client): Promise<number> {
  const { rows } = await client.query<{ files: string }>(
    `SELECT count(*) AS files FROM bank_file WHERE direction = 'out' AND sent_at IS NOT NULL`,
  )
  return Number(rows[0]?.files)
}
