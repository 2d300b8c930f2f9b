import { listStaffMembers } from '../../../contract/api/staff.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { listMembers } from './queries.ts'

export function listMembersRoute({ db }: Parts): Route {
  return route(listStaffMembers, async () => ({
    data: (await listMembers(db.read)).map(member => ({
      id: toTypeId('staff', member.id),
      name: member.name,
      email: member.email,
      status: member.status,
      roles: member.roles,
      factors: member.factors,
      last_seen_at: member.last_seen_at?.toISOString() ?? null,
      created_at: member.created_at.toISOString(),
    })),
  }))
}
