import { sqlCheck, type InvariantCheck } from '../ledger/index.ts'
import * as queries from './queries-invariants.ts'

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
]
