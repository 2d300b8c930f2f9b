import { appendOnlyTables } from '../../../migrations/grants.ts'
import { sqlCheck, type InvariantCheck } from '../invariant.ts'
import * as queries from './queries-guards.ts'

/** Constraints and unique indexes without which the database would accept what the books must never hold. */
const guards: Record<string, readonly string[]> = {
  account: ['account_pkey', 'account_owner_id_purpose_currency_key'],
  balance: ['balance_pkey', 'balance_not_below_floor'],
  journal: ['journal_pkey', 'journal_reversed_once'],
  posting: ['posting_pkey', 'posting_amount_check', 'posting_check'],
  entry: ['entry_pkey', 'entry_amount_check'],
  hold: ['hold_pkey', 'hold_status_check', 'hold_check', 'hold_check1'],
  idempotency_outcome: ['idempotency_outcome_pkey'],
  ledger_block: ['ledger_block_pkey'],
  event: ['event_pkey'],
}

const guardRows = Object.entries(guards).flatMap(([table, names]) =>
  names.map(name => [table, name] as const),
)

/** Whether the database still refuses what it must; cheap, so it is asked every time. */
export function guardChecks(appRole: string): readonly InvariantCheck[] {
  return [
    sqlCheck({
      invariant: 'ledger.books_cannot_be_changed',
      violations: () => queries.excessPrivileges,
      values: () => [appRole, appendOnlyTables],
    }),
    sqlCheck({
      invariant: 'ledger.guards_in_force',
      violations: () => queries.missingGuards,
      values: () => [guardRows.map(([table]) => table), guardRows.map(([, name]) => name)],
    }),
    sqlCheck({
      invariant: 'ledger.nothing_rewrites_the_books',
      violations: () => queries.strangers,
      values: () => [[...Object.keys(guards), ...appendOnlyTables]],
    }),
  ]
}
