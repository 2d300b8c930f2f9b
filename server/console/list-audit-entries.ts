import type { z } from 'zod'
import { listAuditEntries, type auditEntrySchema } from '../../contract/api/audit.ts'
import { fromTypeId, toTypeId } from '../../contract/ids.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import { searchAuditEntries, type StoredAuditEntry } from '../platform/queries-audit-search.ts'
import { customersById } from '../slices/identity/index.ts'
import type { ConsoleParts } from './parts.ts'

type WireEntry = z.input<typeof auditEntrySchema>
type Party = NonNullable<WireEntry['actor']>

export function listAuditEntriesRoute(parts: ConsoleParts): Route {
  return route(listAuditEntries, async ({ query, context }) => {
    const { limit, cursor, staff, customer, ...rest } = query
    const parties = [staff, customer].flatMap(id => (id === undefined ? [] : [id]))
    context.audit({
      ...(customer === undefined ? {} : { subject: customer }),
      details: { filter: { ...rest, ...(staff === undefined ? {} : { staff }) } },
    })
    const rows = await searchAuditEntries(
      parts.db.read,
      {
        actorKind: query.actor_kind,
        parties,
        operation: query.operation,
        outcome: query.outcome,
        caseRef: query.case_ref,
        requestId: query.request_id,
        from: query.from === undefined ? undefined : startOfDay(query.from, 0),
        before: query.to === undefined ? undefined : startOfDay(query.to, 1),
      },
      { limit: limit + 1, after: cursor === undefined ? undefined : readCursor(cursor) },
    )
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const who = await namesFor(parts, page)
    return {
      data: page.map(row => present(row, who)),
      next_cursor: rows.length > limit && last ? toTypeId('auditEntry', last.id) : null,
    }
  })
}

function startOfDay(day: string, later: number): Date {
  return new Date(Temporal.PlainDate.from(day).add({ days: later }).toZonedDateTime('UTC').epochMilliseconds)
}

function readCursor(cursor: string): string {
  const id = fromTypeId('auditEntry', cursor)
  if (id === undefined)
    throw new DomainError('validation_failed', { fields: [{ path: 'cursor', code: 'malformed' }] })
  return id
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Who = (id: string) => Party

/** Ids in the log are plain; whose they are is looked up for a page at once. */
async function namesFor({ db, staffNames }: ConsoleParts, rows: readonly StoredAuditEntry[]): Promise<Who> {
  const ids = Array.from(
    new Set(
      rows.flatMap(({ actor, subject }) => [actor, subject].flatMap(id => (id && uuid.test(id) ? [id] : []))),
    ),
  )
  const [customers, staff] = await Promise.all([customersById(db.read, ids), staffNames(ids)])
  const parties = new Map<string, Party>()
  for (const { id, name } of customers)
    parties.set(id, { kind: 'customer', id: toTypeId('customer', id), name })
  for (const [id, name] of staff) parties.set(id, { kind: 'staff', id: toTypeId('staff', id), name })
  return id => parties.get(id) ?? { kind: 'other', id, name: null }
}

function present(row: StoredAuditEntry, who: Who): WireEntry {
  return {
    id: toTypeId('auditEntry', row.id),
    occurred_at: row.occurredAt.toISOString(),
    operation: row.operation,
    actor_kind: row.actorKind,
    actor: row.actor === null ? null : who(row.actor),
    subject: row.subject === null ? null : who(row.subject),
    outcome: row.outcome,
    status: row.status,
    reason: row.reason,
    case_ref: row.caseRef,
    before: row.before,
    after: row.after,
    details: row.details,
    request_id: row.requestId,
    ip: row.ip,
    user_agent: row.userAgent,
    position: row.position?.toString() ?? null,
    hash: row.hash?.toString('hex') ?? null,
  }
}
