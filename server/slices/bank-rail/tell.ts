import { assertInvariant } from '../../platform/errors.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { alone } from './alone.ts'
import type { BankRailDeps } from './deps.ts'
import type { BankEvidence, BankReason, PaymentOrder } from './order.ts'
import * as news from './queries-news.ts'
import { readOrders } from './queries-orders.ts'

/** Orders told of at the same time: enough that the pipeline's batches are full, few enough for its queue. */
const ordersAtOnce = 200
/** Sorts before every id. */
const beginning = '00000000-0000-0000-0000-000000000000'

/**
 * Tells clients what became of their payments until nothing is left to tell. One process at a time does so; it looks
 * again after it let go, so that what was added while another run was turned away is not forgotten. Throws at the end
 * when a handler failed: the job comes again, and the others were told all the same.
 */
export async function tellClients(deps: BankRailDeps): Promise<void> {
  const failures: unknown[] = []
  do {
    if ((await alone(deps.db, 'tell', () => tellAll(deps, failures))) === 'busy') return
  } while (failures.length === 0 && (await news.hasNews(deps.db.pool)))
  if (failures.length > 0) throw new AggregateError(failures, 'clients of the bank rail could not be told')
}

async function tellAll(deps: BankRailDeps, failures: unknown[]): Promise<void> {
  let after = beginning
  for (;;) {
    const waiting = await news.readNews(deps.db.pool, { after, limit: ordersAtOnce })
    const last = waiting.at(-1)
    if (!last) return
    after = last.order_id
    const byOrder = Map.groupBy(waiting, item => item.order_id)
    const orders = await readOrders(deps.db.pool, Array.from(byOrder.keys()))
    const told = await Promise.allSettled(
      Array.from(byOrder, ([id, items]) => tellOfOrder(deps, orderIn(orders, id), items)),
    )
    for (const result of told) if (result.status === 'rejected') failures.push(result.reason)
  }
}

function orderIn(orders: ReadonlyMap<string, PaymentOrder>, id: string): PaymentOrder {
  const order = orders.get(id)
  assertInvariant(order !== undefined, `there is news of payment order ${id}, which does not exist`)
  return order
}

/** In the order in which it happened: what comes after a handler that failed waits with it. */
async function tellOfOrder(
  deps: BankRailDeps,
  order: PaymentOrder,
  items: readonly news.News[],
): Promise<void> {
  const client = deps.clients[order.client]
  if (!client)
    throw new Error(`nobody hears of ${toTypeId('paymentOrder', order.id)}, ordered by ${order.client}`)
  for (const item of items) {
    const evidence = evidenceOf(item)
    switch (item.kind) {
      case 'sent':
        await client.onSent?.(order, evidence)
        break
      case 'settled':
        await client.onSettled(order, evidence)
        break
      case 'rejected':
        await client.onRejected(order, reasonOf(item), evidence)
        break
      case 'returned':
        await client.onReturned(order, reasonOf(item), evidence)
        break
      case 'recall_refused':
        await client.onRecallAnswered(order, false, evidence)
        break
      case 'canceled':
        await client.onRecallAnswered(order, true, evidence)
        break
    }
    await news.forgetNews(deps.db.pool, item)
  }
}

function evidenceOf(item: news.News): BankEvidence {
  return {
    file: item.file_number,
    line: item.line,
    messageId: item.message_id,
    ...(item.statement_entry === null ? {} : { statementEntry: item.statement_entry }),
    at: item.at,
  }
}

function reasonOf({ reason_code: code, reason_text: text }: news.News): BankReason {
  assertInvariant(code !== null, 'the bank refused or returned a payment without a reason')
  return { code, text }
}
