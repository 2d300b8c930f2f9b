import { openFile } from './at-rest.ts'
import { applyResolution } from './apply-recall.ts'
import { applyStatusReport, type Source } from './apply-status.ts'
import { bookEntries, checkAccounts } from './apply-entries.ts'
import { takeStatement } from './statement.ts'
import type { BankRailDeps } from './deps.ts'
import { messageIdOf, readMessage, type BankMessage } from './messages/read-message.ts'
import { openOrderStates } from './order-states.ts'
import * as files from './queries-files.ts'
import { MessageError } from './xml/read.ts'

/**
 * Reads and applies the files that were received, by number. All or nothing is read before anything is applied; what
 * cannot be read is set aside with the reason and stops no other. Applying is harmless to repeat, so a file in whose
 * middle we died is simply applied again.
 */
export async function applyFiles(deps: BankRailDeps): Promise<void> {
  const failures: unknown[] = []
  for (const file of await files.filesWaitingFor(deps.db.pool, 'apply'))
    try {
      await applyFile(deps, file)
    } catch (error) {
      // One that cannot be applied now (the pipeline is full, the database was away) is tried again with the next look.
      failures.push(new Error(`bank file ${file.number} could not be applied`, { cause: error }))
    }
  for (const number of await files.settledFiles(deps.db.pool, openOrderStates))
    await files.moveFile(deps.db.pool, number, { move: 'settle', at: deps.clock.now() })
  if (failures.length > 0) throw new AggregateError(failures, 'files of the bank could not be applied')
}

async function applyFile(deps: BankRailDeps, file: files.BankFile): Promise<void> {
  const { pool } = deps.db
  try {
    const message = await readMessage(
      openFile(deps.sealKey, file.number, await files.readContent(pool, file.number)),
    )
    const messageId = messageIdOf(message)
    if (message.kind === 'camt.054') checkAccounts(deps, message.notification.accounts)
    if (message.kind === 'camt.053') checkAccounts(deps, message.statement.pages)
    if (!(await files.nameMessage(pool, file.number, { kind: message.kind, messageId })))
      throw new MessageError('message_id_used', { id: messageId })
    await applyMessage(deps, message, { file: file.number, messageId })
    await files.moveFile(pool, file.number, { move: 'apply', at: deps.clock.now() })
  } catch (error) {
    if (!(error instanceof MessageError)) throw error
    await files.moveFile(pool, file.number, {
      move: 'quarantine',
      fault: error.fault,
      at: deps.clock.now(),
    })
    deps.log.error({ file: file.name, ...error.fault }, 'a file of the bank was set aside')
  }
}

async function applyMessage(deps: BankRailDeps, message: BankMessage, source: Source): Promise<void> {
  switch (message.kind) {
    case 'pain.002':
      return applyStatusReport(deps, message.report, source)
    case 'camt.054':
      return applyEach(message.notification.accounts, report => bookEntries(deps, report, source))
    case 'camt.053':
      return applyEach(message.statement.pages, page => takeStatement(deps, page, source))
    case 'camt.029':
      return applyResolution(deps, message.resolution, source)
  }
}

/**
 * One account or page of which something cannot be booked holds up none behind it. What contradicts an earlier message
 * does: for that the whole file is set aside, once nothing else of it fails.
 */
async function applyEach<Report>(
  reports: readonly Report[],
  apply: (report: Report) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = []
  for (const report of reports)
    try {
      await apply(report)
    } catch (error) {
      failures.push(error)
      if (error instanceof MessageError) break
    }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, 'several accounts or pages could not be booked')
}
