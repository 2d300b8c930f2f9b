import { sqlCheck, type InvariantCheck } from '../ledger/index.ts'
import * as queries from './queries-invariants.ts'
import * as later from './queries-invariants-later.ts'

/** What holds about transfers; the composition hands it to the ledger's verifier. */
export const transferInvariants: readonly InvariantCheck[] = [
  sqlCheck({ invariant: 'transfers.parts_add_up', violations: queries.wrongParts }),
  sqlCheck({ invariant: 'transfers.payer_debits_own_account', violations: queries.wrongOwners }),
  sqlCheck({ invariant: 'transfers.journal_has_transfer', violations: queries.strayJournals }),
  sqlCheck({
    invariant: 'transfers.completed_has_journal',
    violations: () => queries.unmovedTransfers,
    recent: null,
  }),
  sqlCheck({
    invariant: 'transfers.asked_for_once',
    violations: () => queries.unaskedTransfers,
    recent: null,
  }),
  sqlCheck({ invariant: 'transfers.history_is_true', violations: queries.wrongRecords }),
  sqlCheck({ invariant: 'transfers.none_while_frozen', violations: queries.frozenTransfers }),
  sqlCheck({ invariant: 'transfers.confirmed_by_payer', violations: queries.unconfirmedTransfers }),
  sqlCheck({
    invariant: 'transfers.challenge_has_transfer',
    violations: () => queries.strayChallenges,
    recent: null,
  }),
  sqlCheck({
    invariant: 'transfers.counted_against_limit',
    violations: () => queries.uncountedTransfers,
    recent: null,
  }),
  sqlCheck({ invariant: 'transfers.held_while_waiting', violations: () => later.wrongHolds, recent: null }),
  sqlCheck({
    invariant: 'transfers.accepted_by_one',
    violations: () => later.wrongAcceptances,
    recent: null,
  }),
  sqlCheck({
    invariant: 'transfers.waiting_history_is_true',
    violations: () => later.wrongInvitationRecords,
    recent: null,
  }),
  sqlCheck({
    invariant: 'transfers.refunds_within_received',
    violations: () => later.excessiveRefunds,
    recent: null,
  }),
  sqlCheck({
    invariant: 'transfers.refund_has_journal',
    violations: () => later.unmovedRefunds,
    recent: null,
  }),
  sqlCheck({
    invariant: 'transfers.requests_paid_once',
    violations: () => later.wrongPayments,
    recent: null,
  }),
  sqlCheck({ invariant: 'transfers.bill_parts_add_up', violations: () => later.wrongBills, recent: null }),
  sqlCheck({ invariant: 'transfers.runs_as_set_up', violations: () => later.wrongRuns, recent: null }),
  sqlCheck({ invariant: 'transfers.orders_confirmed', violations: () => later.unprovedOrders, recent: null }),
  sqlCheck({ invariant: 'transfers.proofs_have_orders', violations: () => later.strayProofs, recent: null }),
]
