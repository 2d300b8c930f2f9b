import { createHash, randomBytes } from 'node:crypto'
import { assertInvariant } from '../../platform/errors.ts'
import { runStatements } from '../../platform/statement.ts'
import { outgoingStop } from '../ledger/index.ts'
import { openFile } from './at-rest.ts'
import type { BankRailDeps } from './deps.ts'
import { moveOrder, noteOnOrder, type PaymentOrder } from './order.ts'
import * as files from './queries-files.ts'
import * as orders from './queries-orders.ts'
import type { BankServer } from './sftp.ts'
import { transaction } from './transaction.ts'

/** Orders changed by one transaction. */
const chunkSize = 1_000

/**
 * Sends the files that are ready, each exactly once. Before each the bank's folders are looked at, because we may have
 * died between sending and recording it: a file that lies there with our bytes was sent. While outgoing money is stopped
 * no payment leaves; requests to give payments back do. Gives back what failed: one file that cannot be sent, also one
 * that the bank's server does not take, holds up neither the others nor what the bank has for us.
 */
export async function sendFiles(deps: BankRailDeps, server: BankServer): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const file of await files.filesWaitingFor(deps.db.pool, 'send'))
    try {
      const mayLeave = file.kind === 'camt.056' || !(await outgoingStop(deps.db.read))
      if (mayLeave) await sendFile(deps, server, file)
    } catch (error) {
      failures.push(error)
    }
  return failures
}

async function sendFile(deps: BankRailDeps, server: BankServer, file: files.BankFile): Promise<void> {
  const stored = await files.readContent(deps.db.pool, file.number)
  const content = openFile(deps.sealKey, file.number, stored)
  const hash = createHash('sha256').update(content).digest()
  assertInvariant(
    file.sha256?.equals(hash) === true,
    `the bytes of ${file.name} are not those it was made of`,
  )
  const found = await findAtBank(server, file.name, content)
  if (found === 'other') {
    deps.log.error({ file: file.name }, 'the bank has a file of this name with other bytes; it is not sent')
    return
  }
  if (found === 'absent') await upload(server, file.name, content)
  await recordSent(deps, file)
}

/**
 * First where files arrive, then where the bank puts what it has taken: one that is moved in between is seen in the
 * second place. The other way round it would be seen in neither, and sent twice.
 */
async function findAtBank(
  server: BankServer,
  name: string,
  content: Buffer,
): Promise<'same' | 'other' | 'absent'> {
  for (const path of [`in/${name}`, `in/archive/${name}`]) {
    const size = await server.sizeOf(path)
    if (size === undefined) continue
    if (size !== content.byteLength) return 'other'
    try {
      return (await server.read(path)).equals(content) ? 'same' : 'other'
    } catch (error) {
      // Taken by the bank between the two calls: then it is in the archive now.
      if ((await server.sizeOf(path)) !== undefined) throw error
    }
  }
  return 'absent'
}

/**
 * Under a name the bank does not take, nobody else's, then renamed: the bank sees all of it or nothing. Just before, its
 * folders are looked at once more: writing takes as long as the line does, and who lost the lock on the way, with the
 * database's restart, must not send what the next one has sent.
 */
async function upload(server: BankServer, name: string, content: Buffer): Promise<void> {
  for (const left of await server.list('in'))
    if (left.name.startsWith(`${name}.`) && left.name.endsWith('.part'))
      await server.remove(`in/${left.name}`)
  const part = `in/${name}.${randomBytes(4).toString('hex')}.part`
  await server.write(part, content)
  const written = await server.sizeOf(part)
  assertInvariant(
    written === content.byteLength,
    `${written} of ${content.byteLength} bytes of ${name} arrived`,
  )
  if ((await findAtBank(server, name, content)) !== 'absent') {
    await server.remove(part)
    throw new Error(`somebody else sent ${name} meanwhile; the next look at the bank goes by what lies there`)
  }
  await server.rename(part, `in/${name}`)
}

/** The orders first, the file last: what died in between is done again, because the file still waits. */
async function recordSent(deps: BankRailDeps, file: files.BankFile): Promise<void> {
  if (file.kind === 'camt.056') await recordRecallSent(deps, file)
  else await recordOrdersSent(deps, file)
  deps.log.info({ file: file.name, transactions: file.transactions }, 'a file was sent to the bank')
}

async function recordOrdersSent(deps: BankRailDeps, file: files.BankFile): Promise<void> {
  const { pool } = deps.db
  const ids = await orders.orderIdsOfFile(pool, file.number)
  for (let start = 0; start < ids.length; start += chunkSize)
    await transaction(pool, async client => {
      const locked = await orders.lockOrders(client, ids.slice(start, start + chunkSize))
      const at = deps.clock.now()
      // The bank's answer may have been read already; then the order has moved on.
      const moved = Array.from(locked.values()).flatMap(
        order => moveOrder(order, 'send', { reason: null, evidence: evidenceOf(order, file, at), at }) ?? [],
      )
      if (moved.length > 0) await runStatements(client, orders.updateOrders(moved))
    })
  await files.moveFile(pool, file.number, { move: 'send', at: deps.clock.now() })
}

function evidenceOf(order: PaymentOrder, file: files.BankFile, at: Date) {
  return { file: file.number, line: order.file?.line ?? null, messageId: file.messageId ?? '', at }
}

async function recordRecallSent(deps: BankRailDeps, file: files.BankFile): Promise<void> {
  await transaction(deps.db.pool, async client => {
    const recalled = await orders.orderOfRecall(client, file.number)
    assertInvariant(recalled !== undefined, `nobody asked for the request ${file.name}`)
    const order = (await orders.lockOrders(client, [recalled.id])).get(recalled.id)
    assertInvariant(order !== undefined, `payment order ${recalled.id} is gone`)
    const at = deps.clock.now()
    const evidence = { file: file.number, line: 1, messageId: file.messageId ?? '', at }
    if (!(await files.moveFile(client, file.number, { move: 'send', at }))) return
    await runStatements(
      client,
      orders.updateOrders([noteOnOrder(order, 'recall_sent', { reason: null, evidence, at })]),
    )
  })
}
