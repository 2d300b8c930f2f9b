import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { z } from 'zod'
import * as contract from '../../../contract/api/records.ts'
import { fromTypeId, toTypeId } from '../../../contract/ids.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { file, route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { addJob } from '../../platform/jobs.ts'
import { unseal } from '../../platform/seal.ts'
import { readFilter } from '../wallet/index.ts'
import type { RecordsDeps } from './deps.ts'
import { exportRequestVersion, type ExportRequest } from './export-request.ts'
import { keyOfMaking, partContext, type MakeExportJob } from './make-export.ts'
import * as queries from './queries-exports.ts'
import type { ExportRow } from './tables.ts'

export function exportRoutes(deps: RecordsDeps, makeExport: MakeExportJob): Route[] {
  return [
    createExportRoute(deps, makeExport),
    listExportsRoute(deps),
    getExportRoute(deps),
    cancelExportRoute(deps),
    downloadExportRoute(deps),
  ]
}

function presentExport(row: ExportRow, now: Date): z.input<typeof contract.historyExportSchema> {
  const over = row.expires_at !== null && row.expires_at <= now
  return {
    id: toTypeId('export', row.id),
    status: over ? 'expired' : row.state,
    total: row.total,
    done: row.done,
    size: Number(row.size),
    created_at: row.asked_at.toISOString(),
    ready_at: row.ready_at?.toISOString() ?? null,
    expires_at: row.expires_at?.toISOString() ?? null,
  }
}

/** Each may hold years of history and is kept for a week. */
const maxPerHour = 30
const hourMs = 60 * 60_000

function createExportRoute({ db }: RecordsDeps, makeExport: MakeExportJob): Route {
  return route(contract.createExport, async ({ body: { header, bom, ...filter }, context }) => {
    const { customerId, locale } = context.principal
    const { now } = context
    // Refused here and not in the job, where nobody would hear of it.
    readFilter(customerId, filter)
    const request: ExportRequest = { filter, header, bom, locale }
    const row = await db.transaction(async tx => {
      const begun = await queries.beginExport(tx, {
        id: newId(),
        customerId,
        request,
        version: exportRequestVersion,
        now,
      })
      if (!begun) throw new DomainError('transition_not_allowed')
      const since = new Date(now.getTime() - hourMs)
      if ((await queries.countExports(tx, { customerId, since })) > maxPerHour)
        throw new DomainError('rate_limited', { retryAfterSeconds: hourMs / 1_000 })
      const making = { export: begun.id }
      await addJob(tx, makeExport, making, { key: keyOfMaking(making) })
      return begun
    })
    context.audit({ subject: customerId })
    return presentExport(row, now)
  })
}

function listExportsRoute({ db }: RecordsDeps): Route {
  return route(contract.listExports, async ({ query: { limit, cursor }, context }) => {
    const after = cursor === undefined ? undefined : readCursor(cursor)
    const { customerId } = context.principal
    const rows = await queries.listExports(db.read, { customerId, after, limit: limit + 1 })
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      data: page.map(row => presentExport(row, context.now)),
      next_cursor:
        rows.length > limit && last
          ? `${last.asked_at.getTime().toString(36)}.${toTypeId('export', last.id)}`
          : null,
    }
  })
}

function readCursor(cursor: string): queries.ExportCursor {
  const [, time = '', text = ''] = /^([0-9a-z]{1,9})\.(\w+)$/.exec(cursor) ?? []
  const id = fromTypeId('export', text)
  if (id === undefined)
    throw new DomainError('validation_failed', { fields: [{ path: 'cursor', code: 'malformed' }] })
  return { askedAt: new Date(Number.parseInt(time, 36)), id }
}

async function ownExport({ db }: RecordsDeps, id: string, customerId: string): Promise<ExportRow> {
  const row = await queries.findExport(db.read, id)
  if (row?.customer_id !== customerId) throw new DomainError('not_found')
  return row
}

function getExportRoute(deps: RecordsDeps): Route {
  return route(contract.getExport, async ({ params, context }) =>
    presentExport(await ownExport(deps, params.export, context.principal.customerId), context.now),
  )
}

/** Harmless to repeat. A part that is being written at this moment is the last one, and goes with the others. */
function cancelExportRoute(deps: RecordsDeps): Route {
  return route(contract.cancelExport, async ({ params, context }) => {
    const { customerId } = context.principal
    const { id } = await ownExport(deps, params.export, customerId)
    const row = await deps.db.transaction(tx => queries.cancelExport(tx, id, context.now))
    if (!row) throw new DomainError('transition_not_allowed')
    context.audit({ subject: customerId })
    return presentExport(row, context.now)
  })
}

function downloadExportRoute(deps: RecordsDeps): Route {
  return route(contract.downloadExport, async ({ params, context }) => {
    const { customerId } = context.principal
    const row = await ownExport(deps, params.export, customerId)
    if (row.expires_at !== null && row.expires_at <= context.now) throw new DomainError('challenge_expired')
    if (row.state !== 'ready') throw new DomainError('transition_not_allowed')
    context.audit({ subject: customerId })
    const saveAs = `okpay-history-${row.asked_at.toISOString().slice(0, 10)}.csv`
    return file({ bytes: Readable.from(partsOf(deps, row)), saveAs, immutable: false })
  })
}

/** The file part by part: what is sent is let go before the next is read. */
async function* partsOf({ db, sealKey }: RecordsDeps, { id, parts }: ExportRow): AsyncGenerator<Buffer> {
  for (let number = 1; number <= parts; number++) {
    const sealed = await queries.readPart(db.read, id, number)
    assertInvariant(sealed !== undefined, `export ${id} has its part ${number}`)
    yield await promisify(gunzip)(unseal(sealKey, sealed, partContext(id, number)))
  }
}
