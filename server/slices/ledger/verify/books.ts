import { sqlCheck, type InvariantCheck } from '../invariant.ts'
import * as queries from './queries-books.ts'

export const bookChecks: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'ledger.journals_balance',
    says: 'The entries of a journal add up to nothing in each currency.',
    violations: queries.unbalancedJournals,
  }),
  sqlCheck({
    invariant: 'ledger.postings_match_entries',
    says: 'Every posting has an entry on each of its two accounts, and every entry has its posting.',
    violations: queries.unmatchedLegs,
  }),
  sqlCheck({
    invariant: 'ledger.entries_once',
    says: 'A posting enters each of its accounts once.',
    violations: queries.repeatedEntries,
  }),
  sqlCheck({
    invariant: 'ledger.no_empty_amounts',
    says: 'No posting and no entry is of nothing.',
    violations: queries.emptyAmounts,
  }),
  sqlCheck({
    invariant: 'ledger.no_orphans',
    says: 'Journals have postings, postings have a journal, and both their accounts exist.',
    violations: queries.orphans,
  }),
  sqlCheck({
    invariant: 'ledger.accounts_have_balances',
    says: 'Every account has a balance and every balance an account.',
    violations: () => queries.accountsWithoutBalance,
    recent: null,
  }),
  sqlCheck({
    invariant: 'ledger.one_currency',
    says: 'A posting is in the currency of both its accounts.',
    violations: queries.foreignCurrencies,
  }),
  sqlCheck({
    invariant: 'ledger.trial_balance',
    says: 'All balances of a currency add up to nothing.',
    violations: () => queries.trialBalance,
    recent: null,
  }),
]
