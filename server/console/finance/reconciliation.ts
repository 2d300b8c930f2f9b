import {
  explainBankBreak,
  listBankBreaks,
  listBankStatements,
  listSuspenseItems,
} from '../../../contract/api/finance.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { factsOfShown } from '../found.ts'
import { openRequests } from '../queries-approvals.ts'
import { idCursor, pageOfRows } from './page.ts'
import type { FinanceParts } from './parts.ts'
import { presentBreak, presentItem, presentStatement } from './present-bank.ts'
import * as queries from './queries-bank.ts'

export function listSuspenseItemsRoute({ db, sealKey }: FinanceParts): Route {
  return route(listSuspenseItems, async ({ query: { limit, cursor, status }, context }) => {
    const { now } = context
    const after = idCursor('suspenseItem', cursor)
    const rows = await queries.listItems(db.read, { status, after, limit: limit + 1 })
    context.audit(factsOfShown(rows.slice(0, limit).map(row => row.customer_id)))
    const targets = rows.map(({ id }) => id)
    const requests = await openRequests(db.read, { kind: 'resolve_suspense', targets, now })
    return pageOfRows(rows, limit, {
      present: row => presentItem(row, { requests, sealKey }),
      cursor: row => toTypeId('suspenseItem', row.id),
    })
  })
}

export function listBankStatementsRoute({ db }: FinanceParts): Route {
  return route(listBankStatements, async ({ query: { limit, cursor } }) => {
    const before = idCursor('reconciliationRun', cursor)
    const rows = await queries.listStatements(db.read, { before, limit: limit + 1 })
    return pageOfRows(rows, limit, {
      present: presentStatement,
      cursor: row => toTypeId('reconciliationRun', row.id),
    })
  })
}

export function listBankBreaksRoute({ db, staffNames }: FinanceParts): Route {
  return route(listBankBreaks, async ({ query: { limit, cursor, status } }) => {
    const before = idCursor('reconciliationBreak', cursor)
    const rows = await queries.listBreaks(db.read, { status, before, limit: limit + 1 })
    const names = await staffNames(rows.flatMap(row => row.solved_by ?? []))
    return pageOfRows(rows, limit, {
      present: row => presentBreak(row, names),
      cursor: row => toTypeId('reconciliationBreak', row.id),
    })
  })
}

export function explainBankBreakRoute({ db, staffNames }: FinanceParts): Route {
  return route(explainBankBreak, async ({ params: { break: id }, body: { explanation }, context }) => {
    const { staffId } = context.staff
    context.audit({ subject: toTypeId('reconciliationBreak', id), reason: explanation })
    const before = await queries.findBreak(db.read, id)
    if (!before) throw new DomainError('not_found')
    const solved = await db.transaction(async tx => {
      const row = await queries.explainBreak(tx, { id, explanation, staffId, at: context.now })
      if (!row) throw new DomainError('transition_not_allowed', { details: { status: before.status } })
      await context.auditWith(tx, { before: { status: before.status }, after: { status: row.status } })
      return row
    })
    return presentBreak(solved, await staffNames([staffId]))
  })
}
