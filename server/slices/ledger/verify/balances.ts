import { sqlCheck, type InvariantCheck } from '../invariant.ts'
import * as queries from './queries-balances.ts'

export const balanceChecks: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'ledger.balance_is_sum',
    violations: queries.wrongSums,
  }),
  sqlCheck({
    invariant: 'ledger.balance_is_last',
    violations: queries.staleBalances,
  }),
  sqlCheck({
    invariant: 'ledger.sequence_unbroken',
    violations: queries.brokenSequences,
  }),
  sqlCheck({
    invariant: 'ledger.running_balance',
    violations: queries.wrongSteps,
  }),
  sqlCheck({
    invariant: 'ledger.never_below_floor',
    violations: queries.belowFloor,
  }),
  sqlCheck({
    invariant: 'ledger.account_character',
    violations: queries.wrongCharacters,
  }),
]
