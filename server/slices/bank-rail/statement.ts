import { newId } from '../../platform/id.ts'
import { bookEntries } from './apply-entries.ts'
import type { Source } from './apply-status.ts'
import type { BankRailDeps } from './deps.ts'
import type { StatementPage } from './messages/camt05x.ts'
import * as statements from './queries-statements.ts'
import { reconcile } from './reconcile.ts'
import { transaction } from './transaction.ts'
import { MessageError } from './xml/read.ts'

/**
 * Keeps a page of a statement and books what no notification has told. Once all pages are there the statement is
 * compared with our books. Throws `MessageError` when it contradicts a page that was here before.
 */
export async function takeStatement(deps: BankRailDeps, page: StatementPage, source: Source): Promise<void> {
  const statement = await transaction(deps.db.pool, async client => {
    const stored = await statements.upsertStatement(client, {
      id: newId(),
      ...page,
      receivedAt: deps.clock.now(),
    })
    if (!stored)
      throw new MessageError('statement_differs', { number: `${page.sequence}`, account: page.account })
    if (await statements.insertPage(client, { statementId: stored, page: page.page, file: source.file }))
      await statements.insertLines(client, { statementId: stored, file: source.file, entries: page.entries })
    return stored
  })
  await bookEntries(deps, page, source)
  if (await statements.isComplete(deps.db.pool, statement)) await reconcile(deps, statement)
}
