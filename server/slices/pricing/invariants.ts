import { sqlCheck, type InvariantCheck } from '../ledger/index.ts'
import * as queries from './queries-invariants.ts'

/** What holds about prices and limits; the composition hands it to the ledger's verifier. */
export const pricingInvariants: readonly InvariantCheck[] = [
  sqlCheck({
    invariant: 'pricing.limit_not_exceeded',
    violations: () => queries.exceededLimits,
    recent: null,
  }),
  sqlCheck({
    invariant: 'pricing.usage_is_charged',
    violations: () => queries.usageBesideCharges,
    recent: null,
  }),
  sqlCheck({
    invariant: 'pricing.periods_not_exceeded',
    violations: () => queries.chargedBeyondPeriods,
    recent: null,
  }),
  sqlCheck({
    invariant: 'pricing.rolling_limit_not_exceeded',
    violations: () => queries.chargedBeyondRolling,
    recent: null,
  }),
  sqlCheck({
    invariant: 'pricing.version_of_its_time',
    violations: () => queries.chargedByOtherVersions,
    recent: null,
  }),
]
