import { newId } from '../../platform/id.ts'
import type { BankRailDeps } from './deps.ts'
import { debitedOrderStates, openOrderStates } from './order-states.ts'
import * as statements from './queries-statements.ts'
import { transaction } from './transaction.ts'

/**
 * Compares a statement with our books, and once more those of the account in which something is open: a break is closed
 * by itself as soon as it is gone.
 */
export async function reconcile(deps: BankRailDeps, statementId: string): Promise<void> {
  for (const id of await statements.statementsToCompare(deps.db.pool, statementId)) {
    if (!(await statements.isComplete(deps.db.pool, id))) continue
    await compare(deps, id)
  }
}

async function compare(deps: BankRailDeps, statementId: string): Promise<void> {
  const opened = await transaction(deps.db.pool, async client => {
    const found = await statements.breaksOf(client, statementId)
    const at = deps.clock.now()
    await statements.insertReconciliation(client, { id: newId(), statementId, breaks: found.length, at })
    return statements.keepBreaks(client, { statementId, found, ids: found.map(() => newId()), at })
  })
  raise(deps, opened)
}

/** Looks for payments about which the bank should have said something by now; every hour. */
export async function watchOrders(deps: BankRailDeps): Promise<void> {
  const opened = await transaction(deps.db.pool, async client => {
    const at = deps.clock.now()
    const waiting = openOrderStates.filter(state => state !== 'queued')
    const found = await statements.silentOrders(client, { now: at, settled: debitedOrderStates, waiting })
    return statements.keepBreaks(client, { statementId: null, found, ids: found.map(() => newId()), at })
  })
  raise(deps, opened)
}

function raise(deps: BankRailDeps, opened: readonly statements.FoundBreak[]): void {
  for (const { account, kind, object } of opened)
    deps.log.error({ account, break: kind, object }, "the bank's books and ours differ; a person has to look")
}
