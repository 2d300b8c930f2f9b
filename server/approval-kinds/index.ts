import type { IdentitySlice } from '../slices/identity/index.ts'
import { sqlCheck, type InvariantCheck } from '../slices/ledger/index.ts'
import { staffInvariants, type RegisteredKind } from '../slices/staff/index.ts'
import { liftRestrictionKind, staffSources } from './lift-restriction.ts'
import { liftedByOnePerson, publishedByOnePerson } from './queries-invariants.ts'
import type { PricingSlice } from '../slices/pricing/index.ts'
import { publishScheduleKind } from './publish-schedule.ts'
import { recoverAccountKind } from './recover-account.ts'
import { resolveSuspenseKind, type SuspenseKindParts } from './resolve-suspense.ts'
import { reviewNameKind } from './review-name.ts'

/** Every action that needs two members of staff. Composed here, above the slices the actions belong to. */
export function approvalKinds({
  identity,
  pricing,
  suspense,
}: {
  identity: Pick<IdentitySlice, 'recoveryRequests' | 'nameChanges'>
  pricing: Pick<PricingSlice, 'announceJob' | 'noticeDays'>
  suspense: SuspenseKindParts
}): readonly RegisteredKind[] {
  return [
    liftRestrictionKind,
    recoverAccountKind(identity),
    reviewNameKind(identity),
    publishScheduleKind(pricing),
    resolveSuspenseKind(suspense),
  ]
}

/** That nothing was done by fewer. */
export const approvalInvariants: readonly InvariantCheck[] = [
  ...staffInvariants,
  sqlCheck({
    invariant: 'staff.restriction_lifted_by_two',
    violations: () => liftedByOnePerson,
    values: () => [[...staffSources]],
  }),
  sqlCheck({
    invariant: 'staff.schedule_published_by_two',
    violations: () => publishedByOnePerson,
    recent: null,
  }),
]
