import { sqlCheck, type InvariantCheck } from '../invariant.ts'
import * as queries from './queries-holds.ts'

export const holdChecks: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'ledger.reserved_is_open_holds',
    violations: queries.wrongReserves,
  }),
  sqlCheck({
    invariant: 'ledger.open_holds_are_reserved',
    violations: () => queries.uncoveredHolds,
    recent: null,
  }),
  sqlCheck({
    invariant: 'ledger.hold_resolved_once',
    violations: queries.wrongResolutions,
    recent: queries.wrongRecentResolutions,
  }),
  sqlCheck({
    invariant: 'ledger.hold_parts',
    violations: queries.wrongParts,
  }),
]
