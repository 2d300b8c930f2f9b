import { sqlCheck, type InvariantCheck } from '../ledger/index.ts'
import * as queries from './queries-invariants.ts'

/** What holds about statements: they prove themselves, and yesterday's is the beginning of today's. */
export const recordsInvariants: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'records.statements_are_the_books',
    violations: () => queries.statementsOffTheBooks,
    recent: null,
  }),
  sqlCheck({
    invariant: 'records.statements_follow_each_other',
    violations: () => queries.brokenRows,
    recent: null,
  }),
]
