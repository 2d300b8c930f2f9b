import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { z } from 'zod'
import { toTypeId } from '../../../contract/ids.ts'
import { addJobs, defineJob, type Cron, type Job } from '../../platform/jobs.ts'
import { appendEvents } from '../../platform/outbox.ts'
import { seal } from '../../platform/seal.ts'
import { countRecords, listRecords, readFilter, type RecordFilter } from '../wallet/index.ts'
import { byteOrderMark } from './csv.ts'
import type { RecordsDeps } from './deps.ts'
import { exportRequestSchema, type ExportRequest } from './export-request.ts'
import { headerRow, recordRow } from './export-rows.ts'
import * as queries from './queries-exports.ts'
import type { ExportRow } from './tables.ts'

/** Rows of one part: some megabyte of text, a few hundredths of a second. */
const rowsPerPart = 5_000
const keptMs = 7 * 24 * 3_600_000
/** A part takes a second; after this long its job is gone. */
const stuckAfterMs = 15 * 60_000

export type MakeExportJob = Job<{ export: string }>

/** One job waits for each export, however often it is taken up. */
export const keyOfMaking = ({ export: id }: { export: string }): string => `records.make_export ${id}`

export const partContext = (id: string, number: number): string => `history export ${id} part ${number}`

/**
 * Writes an export part by part: each is sealed and committed with the place where the next one begins, so that a job
 * that was killed goes on where it stopped, and memory holds one part however long the history is.
 */
export function createMakeExport(deps: RecordsDeps): MakeExportJob {
  return defineJob({
    name: 'records.make_export',
    payload: z.strictObject({ export: z.uuid() }),
    maxAttempts: 6,
    async run({ export: id }, { isLastAttempt }) {
      try {
        await begin(deps, id)
        while (await writePart(deps, id));
      } catch (error) {
        if (isLastAttempt) await deps.db.transaction(tx => queries.failExport(tx, id))
        throw error
      }
    },
  })
}

function readRequest(row: ExportRow): { request: ExportRequest; filter: RecordFilter } {
  const request = exportRequestSchema.parse(row.request)
  const filter = readFilter(row.customer_id, request.filter)
  // What comes while it is being written is no part of it; a millisecond is what a cursor can tell apart.
  const end = new Date(row.asked_at.getTime() + 1)
  const before = filter.before && filter.before < end ? filter.before : end
  return { request, filter: { ...filter, before } }
}

async function begin({ db, clock }: RecordsDeps, id: string): Promise<void> {
  const row = await queries.findExport(db.read, id)
  if (row?.state !== 'pending') return
  const total = await countRecords(db.read, readRequest(row).filter)
  await db.transaction(tx => queries.startExport(tx, { id, total, at: clock.now() }))
}

/** Writes the next part; false once there is none left. */
async function writePart(deps: RecordsDeps, id: string): Promise<boolean> {
  const { db, sealKey, clock } = deps
  return await db.transaction(async tx => {
    const row = await queries.lockExport(tx, id)
    if (row?.state !== 'running') return false
    const { request, filter } = readRequest(row)
    const { after_created_at: createdAt, after_subject_id: subjectId } = row
    const after = createdAt && subjectId ? { createdAt, subjectId } : undefined
    const rows = await listRecords(tx, filter, { limit: rowsPerPart, after })
    const number = row.parts + 1
    const look = { ...request, timeZone: request.filter.time_zone }
    const head = number === 1 ? `${request.bom ? byteOrderMark : ''}${headerRow(look)}` : ''
    const text = Buffer.from(head + rows.map(each => recordRow(each, look)).join(''), 'utf8')
    const last = rows.at(-1)
    if (text.length > 0)
      await queries.addPart(tx, {
        id,
        number,
        sealed: seal(sealKey, await promisify(gzip)(text), partContext(id, number)),
        rows: rows.length,
        bytes: text.length,
        at: clock.now(),
        after: last && { createdAt: last.created_at, subjectId: last.subject_id },
      })
    if (rows.length === rowsPerPart) return true
    const at = clock.now()
    const expiresAt = new Date(at.getTime() + keptMs)
    await queries.finishExport(tx, { id, at, expiresAt })
    await appendEvents(tx, [readyEvent(row, { at, expiresAt })])
    return false
  })
}

function readyEvent(row: ExportRow, { at, expiresAt }: { at: Date; expiresAt: Date }) {
  return {
    type: 'export.ready',
    version: 1,
    stream: row.customer_id,
    subject: row.id,
    journal: null,
    payload: { id: toTypeId('export', row.id), until: expiresAt.toISOString() },
    occurredAt: at,
  }
}

/** Removes exports whose time is over, and takes up those whose job died with its last try. */
export function createExportSweep({ db, clock }: RecordsDeps, makeExport: MakeExportJob): Cron {
  const batch = 100
  return {
    schedule: '*/10 * * * *',
    job: defineJob({
      name: 'records.sweep_exports',
      payload: z.strictObject({}),
      async run() {
        const now = clock.now()
        while ((await db.transaction(tx => queries.expireExports(tx, now, batch))) === batch);
        await db.transaction(async tx => {
          const before = new Date(now.getTime() - stuckAfterMs)
          const stuck = await queries.takeUpStuck(tx, { before, now, limit: batch })
          const again = stuck.map(id => ({ export: id }))
          await addJobs(tx, makeExport, again, keyOfMaking)
        })
      },
    }),
  }
}
