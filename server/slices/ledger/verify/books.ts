import { sqlCheck, type InvariantCheck } from '../invariant.ts'
import * as queries from './queries-books.ts'

export const bookChecks: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'ledger.journals_balance',
    violations: queries.unbalancedJournals,
  }),
  sqlCheck({
    invariant: 'ledger.postings_match_entries',
    violations: queries.unmatchedLegs,
  }),
  sqlCheck({
    invariant: 'ledger.entries_once',
    violations: queries.repeatedEntries,
  }),
  sqlCheck({
    invariant: 'ledger.no_empty_amounts',
    violations: queries.emptyAmounts,
  }),
  sqlCheck({
    invariant: 'ledger.no_orphans',
    violations: queries.orphans,
  }),
  sqlCheck({
    invariant: 'ledger.accounts_have_balances',
    violations: () => queries.accountsWithoutBalance,
    recent: null,
  }),
  sqlCheck({
    invariant: 'ledger.one_currency',
    violations: queries.foreignCurrencies,
  }),
  sqlCheck({
    invariant: 'ledger.trial_balance',
    violations: () => queries.trialBalance,
    recent: null,
  }),
]
