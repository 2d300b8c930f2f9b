import { runStatements } from '../../platform/statement.ts'
import type { Source } from './apply-status.ts'
import type { BankRailDeps } from './deps.ts'
import { queueTelling } from './jobs-names.ts'
import type { Resolution, ResolutionLine } from './messages/camt029.ts'
import { moveOrder, type PaymentOrder } from './order.ts'
import * as files from './queries-files.ts'
import * as orders from './queries-orders.ts'
import { transaction } from './transaction.ts'

/**
 * Applies the bank's answers to requests to give payments back (camt.029). An order that settled or was rejected in the
 * meantime stays so: when the bank agreed all the same, the money comes as a return.
 */
export async function applyResolution(
  deps: BankRailDeps,
  resolution: Resolution,
  source: Source,
): Promise<void> {
  await transaction(deps.db.pool, async client => {
    const known = await orders.lockOrdersByReference(
      client,
      resolution.lines.map(line => line.endToEndId),
    )
    const moved: PaymentOrder[] = []
    for (const line of resolution.lines) {
      const order = known.get(line.endToEndId)
      if (!order?.recallFile) {
        deps.log.error({ ...source, line: line.line }, 'the bank answers a request we never made')
        continue
      }
      // The request has its answer, also where the payment has settled or was rejected since and stays so.
      if (line.answer !== 'pending')
        await files.moveFile(client, order.recallFile, { move: 'settle', at: deps.clock.now() })
      const after = answered(deps, order, line, source)
      if (!after) continue
      moved.push(after)
      known.set(line.endToEndId, after)
    }
    if (moved.length === 0) return
    await runStatements(client, orders.updateOrders(moved))
    await queueTelling(client, moved)
  })
}

function answered(
  deps: BankRailDeps,
  order: PaymentOrder,
  { line, answer, reason }: ResolutionLine,
  source: Source,
): PaymentOrder | undefined {
  const at = deps.clock.now()
  const happening = { reason, evidence: { ...source, line, at }, at }
  switch (answer) {
    case 'agreed':
      return moveOrder(order, 'recall_agreed', happening)
    case 'refused':
      return moveOrder(order, 'recall_refused', happening)
    case 'pending':
      return undefined
  }
}
