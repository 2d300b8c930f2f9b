import { getApproval, listApprovals } from '../../../../contract/api/approvals.ts'
import { fromTypeId, toTypeId } from '../../../../contract/ids.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Desk } from './desk.ts'
import { presentApproval, viewerOf } from './present.ts'
import * as queries from './queries.ts'

export function getApprovalRoute(desk: Desk): Route {
  const { db } = desk.parts
  return route(getApproval, async ({ params, context }) => {
    const approval = await queries.findApproval(db.read, params.approval)
    if (!approval) throw new DomainError('not_found')
    if (approval.customer_id !== null) context.audit({ subject: approval.customer_id })
    return presentApproval(desk, approval, await viewerOf(desk, context.staff, context.now))
  })
}

/** Newest first; ids grow with time, so the id is the cursor. */
export function listApprovalsRoute(desk: Desk): Route {
  const { db } = desk.parts
  return route(listApprovals, async ({ query, context }) => {
    const { status, kind, limit, cursor } = query
    const after = cursor === undefined ? undefined : readCursor(cursor)
    const found = await queries.listApprovals(db.read, { status, kind, after, limit: limit + 1 })
    const page = found.slice(0, limit)
    const last = page.at(-1)
    const viewer = await viewerOf(desk, context.staff, context.now)
    const customers = page.flatMap(({ customer_id }) => (customer_id === null ? [] : [customer_id]))
    if (customers.length > 0) context.audit({ details: { found: Array.from(new Set(customers)) } })
    return {
      data: page.map(approval => presentApproval(desk, approval, viewer)),
      next_cursor: found.length > limit && last ? toTypeId('approval', last.id) : null,
    }
  })
}

function readCursor(cursor: string): string {
  const id = fromTypeId('approval', cursor)
  if (id === undefined)
    throw new DomainError('validation_failed', { fields: [{ path: 'cursor', code: 'malformed' }] })
  return id
}
