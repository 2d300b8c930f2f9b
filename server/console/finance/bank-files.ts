import {
  decideBankFile,
  getBankFile,
  getPaymentOrder,
  listBankFiles,
  listPaymentOrders,
} from '../../../contract/api/bank-files.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { decideFile, railHealth, type RailHealth } from '../../slices/bank-rail/index.ts'
import { factsOfShown } from '../found.ts'
import { idCursor, numberCursor, pageOfRows } from './page.ts'
import type { FinanceParts } from './parts.ts'
import { presentFile, presentLine, presentOrder, presentStep } from './present-bank.ts'
import * as queries from './queries-bank.ts'

export function listBankFilesRoute({ db, staffNames }: FinanceParts): Route {
  return route(listBankFiles, async ({ query: { limit, cursor, status } }) => {
    const before = numberCursor(cursor)
    const [rows, health] = await Promise.all([
      queries.listFiles(db.read, {
        status,
        before: before === undefined ? undefined : Number(before),
        limit: limit + 1,
      }),
      railHealth(db.pool),
    ])
    const names = await staffNames(rows.flatMap(row => row.decided_by ?? []))
    const present = (row: queries.FileRow) => presentFile(row, names)
    const page = pageOfRows(rows, limit, { present, cursor: row => row.number.toString() })
    return { ...page, health: presentHealth(health) }
  })
}

export function getBankFileRoute({ db, sealKey, staffNames }: FinanceParts): Route {
  return route(getBankFile, async ({ params: { file: number }, query: { line }, context }) => {
    const row = await queries.findFile(db.read, number)
    if (!row) throw new DomainError('not_found')
    const names = await staffNames(row.decided_by === null ? [] : [row.decided_by])
    const file = presentFile(row, names)
    if (line === undefined) return { ...file, at_line: null }
    const [entries, orders] = await Promise.all([
      queries.entriesAtLine(db.read, number, line),
      queries.ordersAtLine(db.read, number, line),
    ])
    const parts = await queries.partsOf(
      db.read,
      entries.map(entry => entry.id),
    )
    context.audit(
      factsOfShown([...orders.map(order => order.owner_id), ...parts.flatMap(part => part.customer_ids)]),
    )
    return { ...file, at_line: presentLine(line, { entries, parts, orders, sealKey }) }
  })
}

export function decideBankFileRoute({ db, staffNames }: FinanceParts): Route {
  return route(decideBankFile, async ({ params: { file: number }, body, context }) => {
    const { decision: move, explanation } = body
    const { staffId } = context.staff
    context.audit({ subject: `bank_file ${number}`, reason: explanation })
    const before = await queries.findFile(db.read, number)
    if (!before) throw new DomainError('not_found')
    const after = await db.transaction(async tx => {
      if (!(await decideFile(tx, { number, move, staffId, explanation, at: context.now })))
        throw new DomainError('transition_not_allowed', { details: { status: before.status } })
      const row = await queries.findFile(tx, number)
      assertInvariant(row !== undefined, `bank file ${number} is gone`)
      await context.auditWith(tx, { before: { status: before.status }, after: { status: row.status } })
      return row
    })
    return presentFile(after, await staffNames([staffId]))
  })
}

function presentHealth(health: RailHealth) {
  const since = health.state === 'up' ? health.lastContactAt : health.state === 'down' ? health.since : null
  return { state: health.state, since: since?.toISOString() ?? null }
}

export function listPaymentOrdersRoute({ db }: FinanceParts): Route {
  return route(listPaymentOrders, async ({ query: { limit, cursor, status, file }, context }) => {
    const before = idCursor('paymentOrder', cursor)
    const rows = await queries.listOrders(db.read, { status, file, before, limit: limit + 1 })
    context.audit(factsOfShown(rows.slice(0, limit).map(row => row.owner_id)))
    return pageOfRows(rows, limit, { present: presentOrder, cursor: row => toTypeId('paymentOrder', row.id) })
  })
}

export function getPaymentOrderRoute({ db }: FinanceParts): Route {
  return route(getPaymentOrder, async ({ params: { order: id }, context }) => {
    const [order, steps] = await Promise.all([queries.findOrder(db.read, id), queries.stepsOf(db.read, id)])
    if (!order) throw new DomainError('not_found')
    if (order.owner_id !== null) context.audit({ subject: order.owner_id })
    return { ...presentOrder(order), steps: steps.map(presentStep) }
  })
}
