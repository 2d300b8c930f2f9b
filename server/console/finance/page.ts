import { fromTypeId, type IdKind } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'

function malformed(): DomainError {
  return new DomainError('validation_failed', { fields: [{ path: 'cursor', code: 'malformed' }] })
}

/** The id after which a page begins. */
export function idCursor(kind: IdKind, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const id = fromTypeId(kind, cursor)
  if (id === undefined) throw malformed()
  return id
}

/** The number before which a page begins. */
export function numberCursor(cursor: string | undefined): bigint | undefined {
  if (cursor === undefined) return undefined
  if (!/^[1-9][0-9]{0,17}$/.test(cursor)) throw malformed()
  return BigInt(cursor)
}

/** A page of rows of which one more than asked for was read. */
export function pageOfRows<Row, Wire>(
  rows: readonly Row[],
  limit: number,
  { present, cursor }: { present: (row: Row) => Wire; cursor: (row: Row) => string },
): { data: Wire[]; next_cursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { data: page.map(present), next_cursor: rows.length > limit && last ? cursor(last) : null }
}
