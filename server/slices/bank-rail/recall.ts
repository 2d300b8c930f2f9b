import { assertInvariant } from '../../platform/errors.ts'
import { runStatements } from '../../platform/statement.ts'
import { messageIdOf, nameOf } from './batch.ts'
import type { BankRailDeps } from './deps.ts'
import { mayMove } from './order-states.ts'
import * as files from './queries-files.ts'
import * as orders from './queries-orders.ts'
import { transaction } from './transaction.ts'

/** Gives each payment that is to come back its own request, numbered like every file. */
export async function numberRecalls(deps: BankRailDeps): Promise<void> {
  const waiting = await orders.recallsWithoutFile(deps.db.pool)
  for (const id of waiting)
    await transaction(deps.db.pool, async client => {
      const order = (await orders.lockOrders(client, [id])).get(id)
      // Settled, rejected or numbered by somebody else since it was found.
      if (!order || !mayMove(order, 'recall_agreed') || order.recallFile !== null) return
      assertInvariant(order.file !== null, `payment order ${id} is asked back and was never sent`)
      const original = await files.findFile(client, order.file.number)
      assertInvariant(
        original?.requestedOn !== null && original !== undefined,
        'a file of orders has its day',
      )
      const number = await files.nextFileNumber(client)
      const now = deps.clock.now()
      await files.insertOutgoing(client, {
        number,
        kind: 'camt.056',
        name: nameOf(number, 'camt.056'),
        messageId: messageIdOf(number),
        currency: order.amount.currency,
        requestedOn: original.requestedOn,
        transactions: 1,
        total: order.amount.minor,
        ownersAsked: false,
        createdAt: now,
      })
      await runStatements(
        client,
        orders.updateOrders([{ ...order, recallFile: number, version: order.version + 1, updatedAt: now }]),
      )
    })
}
