import type { z } from 'zod'
import type { dataExportSchema } from '../../../../contract/api/personal.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { DataExportRow } from './tables.ts'

export function wireExport(row: DataExportRow, now: Date): z.input<typeof dataExportSchema> {
  const over = row.expires_at !== null && row.expires_at <= now
  return {
    id: toTypeId('dataExport', row.id),
    status: over ? 'expired' : row.state,
    asked_at: row.asked_at.toISOString(),
    ready_at: row.ready_at?.toISOString() ?? null,
    expires_at: row.expires_at?.toISOString() ?? null,
    size: row.size,
  }
}

export function exportContext(id: string): string {
  return `data export ${id}`
}
