import type { ColumnType } from 'kysely'
import type { OpenItem } from '../../../../contract/api/account-closing.ts'
import type { ContactKind, NameChangeState } from '../../../../contract/api/personal.ts'

export type NameChangeRow = {
  id: string
  customer_id: string
  state: NameChangeState
  old_name: string
  new_name: string
  asked_at: Date
  decide_by: Date
  ended_at: Date | null
  end_reason: string | null
}

export type ContactChangeRow = {
  id: string
  customer_id: string
  kind: ContactKind
  state: 'pending' | 'done' | 'canceled' | 'reverted'
  old_value: string
  /** The old address as addresses are compared; null for a number, and for changes made before addresses were kept. */
  old_key: string | null
  /** When the old number had been proved; null for an address, which always was. */
  old_verified_at: Date | null
  new_value: string
  started_at: Date
  resend_at: Date
  expires_at: Date
  done_at: Date | null
  revert_until: Date | null
  ended_at: Date | null
}

export type AvatarRow = { id: string; customer_id: string; sealed: Buffer; created_at: Date }

export type DataExportRow = {
  id: string
  customer_id: string
  state: 'pending' | 'ready' | 'expired'
  asked_at: Date
  ready_at: Date | null
  expires_at: Date | null
  sealed: Buffer | null
  size: number | null
}

export type AccountClosingRow = {
  id: string
  customer_id: string
  state: 'cooling_off' | 'closed' | 'canceled' | 'stopped'
  asked_at: Date
  closes_at: Date
  ended_at: Date | null
  open_items: OpenItem[] | null
}

export type PersonalTables = {
  name_change: NameChangeRow
  contact_change: ContactChangeRow
  avatar: AvatarRow
  data_export: DataExportRow
  /** The driver would write an array as a PostgreSQL array, so JSON goes in as text. */
  account_closing: Omit<AccountClosingRow, 'open_items'> & {
    open_items: ColumnType<OpenItem[] | null, string | null, string | null>
  }
}
