import { sql } from 'kysely'
import { z } from 'zod'
import { currencies } from '../../../contract/money.ts'
import type { ReadDb } from '../../platform/db.ts'

const rowSchema = z.object({
  id: z.string(),
  customer_id: z.string(),
  from_currency: z.enum(currencies),
  to_currency: z.enum(currencies),
  send: z.bigint(),
  receive: z.bigint(),
  markup: z.bigint(),
  from_rate: z.string(),
  quoted_at: z.date(),
  made_at: z.date(),
})
export type MadeExchange = z.output<typeof rowSchema>

/** Completed exchanges with their prices in the order in which they were made, a part at a time. */
export async function readExchanges(
  db: ReadDb,
  {
    after,
    since,
    until,
    limit,
  }: { after: MadeExchange | undefined; since: Date; until: Date; limit: number },
): Promise<MadeExchange[]> {
  const { rows } = await sql`
    SELECT c.id, c.customer_id, q.from_currency, q.to_currency, q.send, q.receive, q.markup,
           trim_scale(q.from_rate)::text AS from_rate, q.created_at AS quoted_at, c.created_at AS made_at
    FROM fx_conversion c JOIN fx_quote q ON q.id = c.quote_id
    WHERE c.status = 'completed' AND c.created_at >= ${since} AND c.created_at < ${until}
      AND ${after === undefined ? sql`true` : sql`(c.created_at, c.id) > (${after.made_at}, ${after.id})`}
    ORDER BY c.created_at, c.id LIMIT ${limit}`.execute(db)
  return rows.map(row => rowSchema.parse(row))
}
