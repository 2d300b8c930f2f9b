import type { ExportState } from '../../../contract/api/records.ts'
import type { Currency } from '../../../contract/money.ts'

export type StatementRow = {
  id: string
  customer_id: string
  currency: Currency
  /** `2026-11`. */
  period: string
  period_from: Date
  period_to: Date
  available_from: bigint
  available_to: bigint
  reserved_from: bigint
  reserved_to: bigint
  opening: bigint
  credits: bigint
  debits: bigint
  closing: bigint
  lines: number
  sealed: Buffer
  content_hash: Buffer
  created_at: Date
}

export type ExportRow = {
  id: string
  customer_id: string
  state: ExportState
  request: unknown
  request_version: number
  total: number | null
  done: number
  parts: number
  size: bigint
  after_created_at: Date | null
  after_subject_id: string | null
  asked_at: Date
  /** When it was asked for, begun, written a part of or ended. */
  moved_at: Date
  ready_at: Date | null
  expires_at: Date | null
}

export type ExportPartRow = { export_id: string; number: number; sealed: Buffer }

export type RecordsTables = {
  statement: StatementRow
  history_export: ExportRow
  history_export_part: ExportPartRow
}
