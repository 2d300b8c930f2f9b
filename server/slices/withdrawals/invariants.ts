import { sqlCheck, type InvariantCheck } from '../ledger/index.ts'
import * as queries from './queries-invariants.ts'
import { openStatuses, paidOutStatuses } from './states.ts'

/** What holds about withdrawals; the composition hands it to the ledger's verifier. */
export const withdrawalInvariants: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'withdrawals.hold_fits_state',
    violations: () => queries.wrongHolds,
    recent: null,
    values: () => [openStatuses, paidOutStatuses],
  }),
  sqlCheck({
    invariant: 'withdrawals.declined_moves_nothing',
    violations: () => queries.holdsOfDeclined,
    recent: null,
  }),
  sqlCheck({
    invariant: 'withdrawals.parts_add_up',
    violations: queries.wrongParts,
    values: () => [paidOutStatuses],
  }),
  sqlCheck({ invariant: 'withdrawals.return_has_withdrawal', violations: queries.strayReturns }),
  sqlCheck({
    invariant: 'withdrawals.order_fits_state',
    violations: () => queries.wrongOrders,
    recent: null,
  }),
  sqlCheck({ invariant: 'withdrawals.confirmed_by_owner', violations: queries.unconfirmedWithdrawals }),
  sqlCheck({
    invariant: 'withdrawals.challenge_has_withdrawal',
    violations: () => queries.strayChallenges,
    recent: null,
  }),
  sqlCheck({ invariant: 'withdrawals.none_while_frozen', violations: queries.frozenWithdrawals }),
  sqlCheck({
    invariant: 'withdrawals.timeline_is_whole',
    violations: () => queries.brokenTimelines,
    recent: null,
  }),
  sqlCheck({
    invariant: 'withdrawals.history_is_true',
    violations: () => queries.wrongRecords,
    recent: null,
  }),
]
