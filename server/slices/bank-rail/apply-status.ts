import { runStatements } from '../../platform/statement.ts'
import type { BankRailDeps } from './deps.ts'
import type { FileMove } from './file-states.ts'
import { queueTelling } from './jobs-names.ts'
import type { StatusLine, StatusReport } from './messages/pain002.ts'
import { moveOrder, settleOrder, type BankReason, type PaymentOrder } from './order.ts'
import { isDecided, type OrderMove } from './order-states.ts'
import * as files from './queries-files.ts'
import * as orders from './queries-orders.ts'
import { transaction } from './transaction.ts'

/** What ISO 20022's ExternalPaymentTransactionStatus1Code means for an order; what is missing changes nothing. */
const moveOfStatus: Readonly<Record<string, OrderMove>> = {
  ACTC: 'accept',
  ACCP: 'accept',
  ACWC: 'accept',
  ACSP: 'accept',
  ACSC: 'settle',
  ACCC: 'settle',
  RJCT: 'reject',
}

/** The bank is not done with it; another message follows. */
const undecided = ['PDNG', 'RCVD', 'PART']

/** What it says about a whole file; ACTC there only means that the file could be read. */
const moveOfFile: Readonly<Record<string, FileMove>> = {
  ACTC: 'acknowledge',
  RCVD: 'acknowledge',
  ACCP: 'acknowledge',
  ACWC: 'acknowledge',
  ACSP: 'acknowledge',
  ACSC: 'acknowledge',
  ACCC: 'acknowledge',
  PART: 'accept_partly',
  RJCT: 'reject',
}

/**
 * The bank has had this before: the file, or one of its payments. Our ids are given once, so what it has had is the very
 * same thing, and what became of that is told by other messages. Taken for a refusal it would give back money that is
 * on its way.
 */
const repetition = ['AM05', 'DU01', 'DU02', 'DU03', 'DU04', 'DU05', 'DUPL']

const chunkSize = 500

export type Source = { file: number; messageId: string }

/** Applies a status report (pain.002). Harmless to repeat: what an order has behind it does not move it again. */
export async function applyStatusReport(
  deps: BankRailDeps,
  report: StatusReport,
  source: Source,
): Promise<void> {
  const original = await files.findOutgoingByMessage(deps.db.pool, report.originalMessageId)
  if (!original) {
    deps.log.error(
      { ...source, original: report.originalMessageId },
      'the bank reports on a file we never sent',
    )
    return
  }
  if (report.groupStatus === 'RJCT' && isRepetition(report.groupReason)) {
    deps.log.error({ ...source, original: original.name }, 'the bank had this file before; nothing is done')
    return
  }
  for (let start = 0; start < report.lines.length; start += chunkSize)
    await applyLines(deps, report.lines.slice(start, start + chunkSize), original, source)
  if (report.groupStatus !== null) await applyToFile(deps, report, original, source)
}

function isRepetition(reason: BankReason | null): boolean {
  return reason !== null && repetition.includes(reason.code)
}

async function applyToFile(
  deps: BankRailDeps,
  report: StatusReport,
  original: files.BankFile,
  source: Source,
): Promise<void> {
  const status = report.groupStatus ?? ''
  const isForAll = report.lines.length === 0 && status !== 'ACTC' && moveOfStatus[status] !== undefined
  if (isForAll && original.kind === 'pain.001') {
    const ids = await orders.orderIdsOfFile(deps.db.pool, original.number)
    for (let start = 0; start < ids.length; start += chunkSize)
      await applyToOrders(deps, ids.slice(start, start + chunkSize), {
        status,
        reason: report.groupReason,
        source,
      })
  }
  if (status === 'RJCT' && original.kind === 'camt.056') await refuseRecall(deps, report, original, source)
  const move = moveOfFile[status]
  if (!move) {
    deps.log.warn({ ...source, status }, 'the bank gives a file a status we do not know')
    return
  }
  await files.moveFile(deps.db.pool, original.number, {
    move,
    reason: report.groupReason,
    at: deps.clock.now(),
  })
}

/** A request the bank cannot even read gives nothing back: the payment goes on. */
async function refuseRecall(
  deps: BankRailDeps,
  report: StatusReport,
  request: files.BankFile,
  source: Source,
): Promise<void> {
  await transaction(deps.db.pool, async client => {
    const asked = await orders.orderOfRecall(client, request.number)
    const order = asked && (await orders.lockOrders(client, [asked.id])).get(asked.id)
    const at = deps.clock.now()
    const happening = { reason: report.groupReason, evidence: { ...source, line: null, at }, at }
    const refused = order && moveOrder(order, 'recall_refused', happening)
    if (!refused) return
    await runStatements(client, orders.updateOrders([refused]))
    await queueTelling(client, [refused])
  })
}

async function applyToOrders(
  deps: BankRailDeps,
  ids: readonly string[],
  { status, reason, source }: { status: string; reason: BankReason | null; source: Source },
): Promise<void> {
  await transaction(deps.db.pool, async client => {
    const locked = Array.from((await orders.lockOrders(client, ids)).values())
    const moved = locked.flatMap(order => applied(deps, order, { line: null, status, reason }, source) ?? [])
    if (moved.length === 0) return
    await runStatements(client, orders.updateOrders(moved))
    await queueTelling(client, moved)
  })
}

async function applyLines(
  deps: BankRailDeps,
  lines: readonly StatusLine[],
  original: files.BankFile,
  source: Source,
): Promise<void> {
  await transaction(deps.db.pool, async client => {
    const known = await orders.lockOrdersByReference(
      client,
      lines.map(line => line.endToEndId),
    )
    const moved = new Map<string, PaymentOrder>()
    for (const line of lines) {
      const order = moved.get(line.endToEndId) ?? known.get(line.endToEndId)
      if (order?.file?.number !== original.number) {
        deps.log.error(
          { ...source, line: line.line },
          'the bank reports on a payment that was not in this file',
        )
        continue
      }
      const after = applied(deps, order, line, source)
      if (after) moved.set(line.endToEndId, after)
    }
    if (moved.size === 0) return
    const changed = Array.from(moved.values())
    await runStatements(client, orders.updateOrders(changed))
    await queueTelling(client, changed)
  })
}

/** The order after one report on it, or undefined where that changes nothing. */
function applied(
  deps: BankRailDeps,
  order: PaymentOrder,
  { line, status, reason }: { line: number | null; status: string; reason: BankReason | null },
  source: Source,
): PaymentOrder | undefined {
  const move = moveOfStatus[status]
  if (!move) {
    if (!undecided.includes(status))
      deps.log.warn({ ...source, line, status }, 'the bank gives a payment a status we do not know')
    return undefined
  }
  const at = deps.clock.now()
  const happening = { reason: null, evidence: { ...source, line, at }, at }
  if (move === 'settle') return settleOrder(order, happening)
  if (move !== 'reject') return moveOrder(order, move, happening)
  if (isRepetition(reason)) {
    deps.log.error(
      { ...source, line, order: order.endToEndId },
      'the bank had this payment before; nothing is done',
    )
    return undefined
  }
  const rejected = moveOrder(order, move, {
    ...happening,
    // A refusal has to have a reason; where the bank gives none, NARR says that it is told elsewhere.
    reason: reason ?? { code: 'NARR', text: null },
  })
  if (!rejected && isDecided(order.status) && order.status !== 'rejected')
    deps.log.error(
      { ...source, line, order: order.endToEndId, status: order.status },
      'the bank rejects a payment of which it said something else before',
    )
  return rejected
}
