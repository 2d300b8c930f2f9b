import type { staffSessionSchema } from '../../../contract/api/staff.ts'
import type { z } from 'zod'
import { toTypeId } from '../../../contract/ids.ts'
import { allStaffPermissions, permissionsOf } from '../../../contract/staff-permissions.ts'
import type { ReadDb } from '../../platform/db.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { idleMs } from './authenticate.ts'
import { findMember } from './queries.ts'

/** Who somebody is in the console and what they may do there. */
export async function wireSession(
  db: ReadDb,
  staffId: string,
  session: { id: string; expiresAt: Date },
): Promise<z.input<typeof staffSessionSchema>> {
  const member = await findMember(db, staffId)
  assertInvariant(member !== undefined, 'members of staff are never deleted')
  const { name, email, locale, roles } = member
  const permissions = permissionsOf(roles)
  return {
    member: {
      id: toTypeId('staff', staffId),
      name,
      email,
      locale,
      roles,
      permissions: allStaffPermissions.filter(permission => permissions.has(permission)),
    },
    session: {
      id: toTypeId('session', session.id),
      expires_at: session.expiresAt.toISOString(),
      idle_minutes: idleMs / 60_000,
    },
  }
}
