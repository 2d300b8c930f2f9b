import { sqlCheck, type InvariantCheck } from '../invariant.ts'
import * as queries from './queries-holds.ts'

export const holdChecks: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'ledger.reserved_is_open_holds',
    says: 'What is reserved for a customer is the sum of their open holds.',
    violations: queries.wrongReserves,
  }),
  sqlCheck({
    invariant: 'ledger.open_holds_are_reserved',
    says: 'An open hold has money behind it.',
    violations: () => queries.uncoveredHolds,
    recent: null,
  }),
  sqlCheck({
    invariant: 'ledger.hold_resolved_once',
    says: 'A hold is placed by one journal and resolved by at most one.',
    violations: queries.wrongResolutions,
    recent: queries.wrongRecentResolutions,
  }),
  sqlCheck({
    invariant: 'ledger.hold_parts',
    says: 'Captured and released parts are what was posted and add up to the hold.',
    violations: queries.wrongParts,
  }),
]
