import { sql } from 'kysely'
import { z } from 'zod'
import { chargedOperations, chargeMethods } from '../../../../contract/charges.ts'
import { customerLevels } from '../../../../contract/levels.ts'
import { currencies, money } from '../../../../contract/money.ts'
import type { ReadDb } from '../../../platform/db.ts'
import { chargeEntries } from '../charge-rows.ts'

const rowSchema = z.object({
  position: z.bigint(),
  subject: z.string(),
  entry: z.enum([...chargeEntries, 'carried']),
  customer_id: z.string(),
  operation: z.enum(chargedOperations),
  method: z.enum(chargeMethods).nullable(),
  payer_region: z.string().nullable(),
  payee_region: z.string().nullable(),
  level: z.enum(customerLevels).nullable(),
  currency: z.enum(currencies),
  amount: z.bigint(),
  fee: z.bigint(),
  day: z.string(),
  at: z.date(),
  came_to_nothing: z.boolean(),
})

/** A line of the book of charges. One from before levels were known is of the lowest. */
export type BookedCharge = ReturnType<typeof chargeFrom>

function chargeFrom(stored: unknown) {
  const row = rowSchema.parse(stored)
  return {
    position: row.position,
    subject: row.subject,
    entry: row.entry,
    customerId: row.customer_id,
    operation: row.operation,
    method: row.method,
    payerRegion: row.payer_region,
    payeeRegion: row.payee_region,
    level: row.level ?? customerLevels[0],
    amount: money(row.amount, row.currency),
    fee: row.fee,
    day: row.day,
    at: row.at,
    cameToNothing: row.came_to_nothing,
  }
}

/** The book in its order, a part at a time. A release bears the time of the use it takes back, by which it is found. */
export async function readCharges(
  db: ReadDb,
  { after, since, until, limit }: { after: bigint; since: Date; until: Date; limit: number },
): Promise<BookedCharge[]> {
  const { rows } = await sql`
    SELECT position, subject, entry, customer_id, operation, method, payer_region, payee_region, level, currency,
           amount, fee, day::text AS day, at,
           entry = 'use' AND EXISTS (
             SELECT FROM charge r
             WHERE r.customer_id = charge.customer_id AND r.operation = charge.operation
               AND r.currency = charge.currency AND r.at = charge.at AND r.subject = charge.subject
               AND r.entry = 'release') AS came_to_nothing
    FROM charge WHERE position > ${after} AND at >= ${since} AND at < ${until}
    ORDER BY position LIMIT ${limit}`.execute(db)
  return rows.map(chargeFrom)
}
