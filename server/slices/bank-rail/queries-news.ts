import { z } from 'zod'
import type { Connection } from './queries-orders.ts'

const newsSchema = z.object({
  order_id: z.string(),
  step_number: z.number(),
  kind: z.enum(['sent', 'settled', 'rejected', 'returned', 'recall_refused', 'canceled']),
  reason_code: z.string().nullable(),
  reason_text: z.string().nullable(),
  file_number: z.number(),
  line: z.number().nullable(),
  message_id: z.string(),
  statement_entry: z.string().nullable(),
  at: z.date(),
})

export type News = z.infer<typeof newsSchema>

/** What clients still have to hear of, of at most `limit` orders after one, each order's in its order. */
export async function readNews(
  client: Connection,
  { after, limit }: { after: string; limit: number },
): Promise<News[]> {
  const { rows } = await client.query(
    `SELECT n.order_id, n.step_number, s.kind, s.reason_code, s.reason_text, s.file_number, s.line, s.message_id,
            s.statement_entry, s.at
     FROM payment_order_news n JOIN payment_order_step s ON s.order_id = n.order_id AND s.number = n.step_number
     WHERE n.order_id IN (
       SELECT DISTINCT order_id FROM payment_order_news WHERE order_id > $1 ORDER BY order_id LIMIT $2)
     ORDER BY n.order_id, n.step_number`,
    [after, limit],
  )
  return rows.map(row => newsSchema.parse(row))
}

export async function forgetNews(client: Connection, news: News): Promise<void> {
  await client.query(`DELETE FROM payment_order_news WHERE order_id = $1 AND step_number = $2`, [
    news.order_id,
    news.step_number,
  ])
}

export async function hasNews(client: Connection): Promise<boolean> {
  const { rows } = await client.query<{ waiting: boolean }>(
    `SELECT EXISTS (SELECT FROM payment_order_news) AS waiting`,
  )
  return rows[0]?.waiting === true
}
