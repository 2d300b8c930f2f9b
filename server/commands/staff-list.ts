import type { Command } from 'commander'
import { listMembers } from '../slices/staff/index.ts'
import { sentence } from './messages.ts'
import { print } from './report.ts'
import { withStaff } from './staff.ts'

/** `staff:list`: who works here, in which roles, with which second factors. */
export function addStaffList(program: Command): void {
  program
    .command('staff:list')
    .description(sentence('staffList'))
    .option('--json', sentence('staffListJson'))
    .action(({ json }: { json?: true }) =>
      withStaff(async ({ db }) => {
        const members = await listMembers(db.read)
        if (json) {
          const told = members.map(({ name, email, status, roles, factors, last_seen_at }) => ({
            name,
            email,
            status,
            roles,
            factors,
            last_seen_at,
          }))
          print(JSON.stringify(told, null, 2))
        } else if (members.length === 0) {
          print(sentence('noStaff'))
        } else {
          for (const member of members)
            print(
              sentence('staffMember', {
                name: member.name,
                email: member.email,
                status: sentence(statusNames[member.status]),
                roles: member.roles.join(', '),
                factors: member.factors.join(', ') || '–',
                seen: member.last_seen_at?.toISOString() ?? '–',
              }),
            )
        }
      }),
    )
}

const statusNames = {
  invited: 'staffStatusInvited',
  active: 'staffStatusActive',
  disabled: 'staffStatusDisabled',
} as const
