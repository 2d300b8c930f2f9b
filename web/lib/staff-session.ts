import { queryOptions } from '@tanstack/react-query'
import type { StaffPermission } from '../../contract/staff-permissions.ts'
import { ApiProblem } from './problem.ts'
import { staffApi, type StaffAnswer } from './staff-api.ts'

export type StaffSession = StaffAnswer<'getStaffSession'>

/** Who I am in the console and what I may do; the sign-in page puts its answer here. */
export const staffSessionQuery = queryOptions({
  queryKey: ['staff', 'session'],
  queryFn: () => staffApi('getStaffSession', {}),
  staleTime: 60_000,
  retry: (failures, error) => !(error instanceof ApiProblem) && failures < 2,
})

export function may(session: StaffSession | undefined, permission: StaffPermission): boolean {
  return session?.member.permissions.includes(permission) ?? false
}
