import type { ApprovalKindName } from '../../../../contract/api/approvals.ts'
import type { ReadDb } from '../../../platform/db.ts'
import { assertInvariant, DomainError } from '../../../platform/errors.ts'
import type { StaffPrincipal } from '../../../platform/http/route.ts'
import type { Job } from '../../../platform/jobs.ts'
import type { Logger } from '../../../platform/log.ts'
import type { Parts } from '../parts.ts'
import { findMember, ownCustomers } from '../queries.ts'
import type { RegisteredKind } from './kinds.ts'

/** What the operations on approvals share. */
export type Desk = {
  parts: Parts
  log: Logger
  kinds: ReadonlyMap<ApprovalKindName, RegisteredKind>
  /** Carries out what was approved, should the process that approved it die before it did. */
  executeJob: Job<{ approvalId: string }>
}

/** Nothing can be asked for whose kind is not registered. */
export function kindOf(desk: Pick<Desk, 'kinds'>, name: string): RegisteredKind {
  for (const kind of desk.kinds.values()) if (kind.name === name) return kind
  throw new DomainError('not_found')
}

/** The customers a member of staff is: those recorded as theirs, and whoever has their address. */
export async function customersOf(parts: Parts, db: ReadDb, staffId: string): Promise<ReadonlySet<string>> {
  const member = await findMember(db, staffId)
  assertInvariant(member !== undefined, 'members of staff are never deleted')
  const recorded = await ownCustomers(db, staffId)
  return new Set([...recorded, ...(await parts.customersOfEmail(db, member.email))])
}

/** Throws where the member of staff is the customer concerned. */
export async function refuseBeneficiary(
  parts: Parts,
  db: ReadDb,
  asked: { staffId: string; customerId: string | null },
): Promise<void> {
  if (asked.customerId === null) return
  const own = await customersOf(parts, db, asked.staffId)
  if (own.has(asked.customerId))
    throw new DomainError('other_person_required', { details: { reason: 'customer_concerned' } })
}

export function demand(staff: StaffPrincipal, permission: RegisteredKind['permissionToApprove']): void {
  if (!staff.permissions.has(permission)) throw new DomainError('forbidden', { details: { permission } })
}
