import { createHash } from 'node:crypto'
import { assertInvariant } from '../../platform/errors.ts'
import type { OwnBank } from './accounts.ts'
import { creditorOf, sealFile } from './at-rest.ts'
import type { BankRailDeps } from './deps.ts'
import { writeCamt056 } from './messages/camt056.ts'
import { writePain001 } from './messages/pain001.ts'
import * as files from './queries-files.ts'
import { orderOfRecall, ordersOfFile } from './queries-orders.ts'
import { transaction } from './transaction.ts'
import { assertValid } from './xml/validate.ts'

/**
 * Renders the files that were numbered, validates them by the schema, and stores their bytes with their hash before
 * anything is sent. One that is not valid is a mistake of ours: it never leaves, and stops no other.
 */
export async function composeFiles(deps: BankRailDeps, bank: OwnBank): Promise<void> {
  for (const file of await files.filesWaitingFor(deps.db.pool, 'generate'))
    try {
      const content = await render(deps, bank, file)
      const sha256 = createHash('sha256').update(content).digest()
      const { byteLength: size } = content
      const stored = sealFile(deps.sealKey, file.number, content)
      await transaction(deps.db.pool, client =>
        files.storeComposed(client, { number: file.number, sha256, size, stored, at: deps.clock.now() }),
      )
    } catch (error) {
      deps.log.error({ err: error, file: file.name }, 'a file for the bank could not be made')
    }
}

async function render(deps: BankRailDeps, bank: OwnBank, file: files.BankFile): Promise<Buffer> {
  const { number, messageId, currency, requestedOn, createdAt } = file
  assertInvariant(
    messageId !== null && currency !== null && requestedOn !== null,
    'a file of ours says what it is',
  )
  if (file.kind === 'camt.056') return renderRecall(deps, bank, { ...file, messageId })
  const orders = await ordersOfFile(deps.db.pool, number)
  assertInvariant(orders.length === file.transactions, `bank file ${number} lost orders`)
  const content = writePain001(bank, deps.operatorName, {
    messageId,
    createdAt,
    currency,
    requestedOn,
    orders: orders.map(order => ({ ...order, creditor: creditorOf(deps.sealKey, order) })),
  })
  assertValid('pain.001.001.09', content)
  return content
}

async function renderRecall(
  deps: BankRailDeps,
  bank: OwnBank,
  { number, messageId, createdAt }: files.BankFile & { messageId: string },
): Promise<Buffer> {
  const order = await orderOfRecall(deps.db.pool, number)
  const original = order?.file && (await files.findFile(deps.db.pool, order.file.number))
  assertInvariant(!!order && !!original, `bank file ${number} asks for a payment that was never sent`)
  const { messageId: originalId, requestedOn } = original
  assertInvariant(originalId !== null && requestedOn !== null, 'a file of orders has its id and day')
  const content = writeCamt056(bank, deps.operatorName, {
    messageId,
    createdAt,
    order,
    original: { messageId: originalId, requestedOn },
    reason: order.recallReason ?? 'CUST',
  })
  assertValid('camt.056.001.08', content)
  return content
}
