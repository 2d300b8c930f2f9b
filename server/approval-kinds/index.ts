import type { IdentitySlice } from '../slices/identity/index.ts'
import { sqlCheck, type InvariantCheck } from '../slices/ledger/index.ts'
import { staffInvariants, type RegisteredKind } from '../slices/staff/index.ts'
import { liftRestrictionKind, staffSources } from './lift-restriction.ts'
import { liftedByOnePerson } from './queries-invariants.ts'
import { recoverAccountKind } from './recover-account.ts'
import { reviewNameKind } from './review-name.ts'

/** Every action that needs two members of staff. Composed here, above the slices the actions belong to. */
export function approvalKinds(
  identity: Pick<IdentitySlice, 'recoveryRequests' | 'nameChanges'>,
): readonly RegisteredKind[] {
  return [liftRestrictionKind, recoverAccountKind(identity), reviewNameKind(identity)]
}

/** That nothing was done by fewer. */
export const approvalInvariants: readonly InvariantCheck[] = [
  ...staffInvariants,
  sqlCheck({
    invariant: 'staff.restriction_lifted_by_two',
    violations: () => liftedByOnePerson,
    values: () => [[...staffSources]],
  }),
]
