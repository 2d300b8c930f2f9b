import { sql } from 'kysely'
import { fromTypeId, toTypeId, type IdKind } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'

/** Where the next page of a list begins: after the row of this time and id, newest first. Opaque to clients. */
export type Cursor = { createdAt: Date; id: string }

function writeCursor(kind: IdKind, { createdAt, id }: Cursor): string {
  return `${createdAt.getTime().toString(36)}.${toTypeId(kind, id)}`
}

export function readCursor(kind: IdKind, text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined
  const [, time = '', wireId = ''] = /^([0-9a-z]{1,9})\.(\w+)$/.exec(text) ?? []
  const id = fromTypeId(kind, wireId)
  if (id === undefined)
    throw new DomainError('validation_failed', { fields: [{ path: 'cursor', code: 'malformed' }] })
  return { createdAt: new Date(Number.parseInt(time, 36)), id }
}

/** For tables whose rows have `created_at` and `id`. */
export function afterCursor(cursor: Cursor | undefined) {
  return cursor === undefined ? sql`true` : sql`(created_at, id) < (${cursor.createdAt}, ${cursor.id}::uuid)`
}

/** A page out of one row more than was asked for. */
export function pageOf<Row extends Cursor, Wire>(
  kind: IdKind,
  rows: readonly Row[],
  { limit, present }: { limit: number; present: (row: Row) => Wire },
): { data: Wire[]; next_cursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    data: page.map(present),
    next_cursor: rows.length > limit && last ? writeCursor(kind, last) : null,
  }
}
