import { sqlCheck, type InvariantCheck } from '../ledger/index.ts'
import * as queries from './queries-invariants.ts'

/** What holds about limits; the composition hands it to the ledger's verifier. */
export const pricingInvariants: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'pricing.limit_not_exceeded',
    violations: () => queries.exceededLimits,
    recent: null,
  }),
]
