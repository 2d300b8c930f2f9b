import { z } from 'zod'
import { orderStates } from './order-states.ts'
import type { Connection } from './queries-orders.ts'

const orderStepSchema = z.object({
  number: z.number(),
  kind: z.string(),
  status: z.enum(orderStates),
  reason_code: z.string().nullable(),
  reason_text: z.string().nullable(),
  file_number: z.number().nullable(),
  line: z.number().nullable(),
  message_id: z.string().nullable(),
  statement_entry: z.string().nullable(),
  at: z.date(),
  sha256: z.instanceof(Buffer).nullable(),
  file_name: z.string().nullable(),
})

/** Everything that happened to an order with the files that prove it. */
export async function stepsOfOrder(
  client: Connection,
  orderId: string,
): Promise<z.infer<typeof orderStepSchema>[]> {
  const { rows } = await client.query(
    `SELECT s.number, s.kind, s.status, s.reason_code, s.reason_text, s.file_number, s.line, s.message_id,
            s.statement_entry, s.at, f.sha256, f.name AS file_name
     FROM payment_order_step s LEFT JOIN bank_file f ON f.number = s.file_number
     WHERE s.order_id = $1 ORDER BY s.number`,
    [orderId],
  )
  return rows.map(row => orderStepSchema.parse(row))
}
