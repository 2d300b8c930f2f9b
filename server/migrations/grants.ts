/**
 * What the application's database role may do beyond reading. A table that is not named gets INSERT, UPDATE and
 * DELETE; everything about the books is named, so that no bug and no injected statement can change them.
 */
export const appendOnlyTables = [
  'account',
  'journal',
  'posting',
  'entry',
  'ledger_block',
  'verification_run',
  'event',
  'idempotency_outcome',
  'transfer',
  'fee_schedule',
  'limit_schedule',
  'deposit_step',
  'rail_effect',
  'rail_event',
  'reconciliation_run',
  'audit_entry',
  'acceptance',
  'audit_chain',
  'confirmed_recipient',
  'fx_rate_file',
  'fx_markup_schedule',
  'fx_conversion',
  'name_check',
  'statement',
  'deposit_reference',
] as const

/** Rows may be added and changed, never removed: balances, and the state of money objects. */
export const keepTables = [
  'balance',
  'hold',
  'deposit',
  'reconciliation_break',
  'transaction_record',
  'limit_usage',
  'wallet',
  'recovery_request',
  'name_change',
  'contact_change',
  'account_closing',
  'customer',
  'password_credential',
  'passkey',
  'challenge',
  'step_up_threshold',
  'staff_member',
  'approval',
  'restriction',
  'security_phrase',
  'lesson_progress',
  'fx_rate',
  'payment_method',
  'history_export',
  'bank_arrival',
] as const

/** Only the owner writes these. */
export const readOnlyTables = ['deployment', 'schema_migration'] as const
