import type { BankReason, OrderStepKind } from './order.ts'
import { orderStepKinds } from './order.ts'
import type { OrderState } from './order-states.ts'
import { ordersOfSubject, type Connection } from './queries-orders.ts'
import { stepsOfOrder } from './queries-steps.ts'

/** One thing that happened to a payment, with the file that proves it. */
export type RailStep = {
  orderId: string
  kind: OrderStepKind
  status: OrderState
  reason: BankReason | null
  /** `sha256` in hexadecimal, of the bytes as they were sent or received; null while the file is being made. */
  file: { number: number; name: string; sha256: string | null; line: number | null } | null
  messageId: string | null
  /** The bank's reference of the entry on our account. */
  statementEntry: string | null
  at: Date
}

/** Every step of the payments made for a withdrawal, a transfer …, oldest first. */
export async function traceOrder(client: Connection, subject: string): Promise<RailStep[]> {
  const orders = await ordersOfSubject(client, subject)
  const steps = await Promise.all(
    orders.map(async order =>
      (await stepsOfOrder(client, order.id)).map((step): RailStep => ({
        orderId: order.id,
        kind: asStepKind(step.kind),
        status: step.status,
        reason: step.reason_code === null ? null : { code: step.reason_code, text: step.reason_text },
        file:
          step.file_number === null || step.file_name === null
            ? null
            : {
                number: step.file_number,
                name: step.file_name,
                sha256: step.sha256?.toString('hex') ?? null,
                line: step.line,
              },
        messageId: step.message_id,
        statementEntry: step.statement_entry,
        at: step.at,
      })),
    ),
  )
  return steps.flat().toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

function asStepKind(text: string): OrderStepKind {
  const kind = orderStepKinds.find(known => known === text)
  if (!kind) throw new Error(`a payment order has a step of the unknown kind ${text}`)
  return kind
}
