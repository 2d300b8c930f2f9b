import { sqlCheck, type InvariantCheck } from '../invariant.ts'
import * as queries from './queries-balances.ts'

export const balanceChecks: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'ledger.balance_is_sum',
    says: 'The stored balance is the sum of the account’s entries.',
    violations: queries.wrongSums,
  }),
  sqlCheck({
    invariant: 'ledger.balance_is_last',
    says: 'The stored balance is what the last entry left.',
    violations: queries.staleBalances,
  }),
  sqlCheck({
    invariant: 'ledger.sequence_unbroken',
    says: 'The entries of an account are numbered 1 to n without gap or twin.',
    violations: queries.brokenSequences,
  }),
  sqlCheck({
    invariant: 'ledger.running_balance',
    says: 'Each entry leaves the balance before it plus its amount.',
    violations: queries.wrongSteps,
  }),
  sqlCheck({
    invariant: 'ledger.never_below_floor',
    says: 'No balance is or was below its floor.',
    violations: queries.belowFloor,
  }),
  sqlCheck({
    invariant: 'ledger.account_character',
    says: 'What an account is for decides its normal side and its floor; customers’ accounts have the floor 0.',
    violations: queries.wrongCharacters,
  }),
]
