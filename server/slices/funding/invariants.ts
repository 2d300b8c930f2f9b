import { sqlCheck, type InvariantCheck } from '../ledger/index.ts'
import * as queries from './queries-invariants.ts'
import { bookedStatuses } from './states.ts'

/** What holds about money from outside; the composition hands it to the ledger's verifier. */
export const fundingInvariants: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'funding.credit_is_what_was_collected',
    violations: () => queries.creditMismatches('true'),
    recent: ({ journals }) =>
      queries.creditMismatches(`d.journal_id IN (SELECT id FROM ${journals} AS asked)`),
    values: () => [bookedStatuses],
  }),
  sqlCheck({
    invariant: 'funding.credit_has_proof',
    violations: ({ journals }) => queries.unfoundedCredits(journals),
  }),
  sqlCheck({
    invariant: 'funding.one_credit_per_bank_entry',
    violations: () => queries.entriesNotCreditedOnce,
    recent: null,
  }),
  sqlCheck({
    invariant: 'funding.given_back_is_not_credited',
    violations: () => queries.creditedAndGivenBack,
    recent: null,
    values: () => [bookedStatuses],
  }),
  sqlCheck({
    invariant: 'funding.timeline_is_whole',
    violations: () => queries.brokenTimelines,
    recent: null,
  }),
]
