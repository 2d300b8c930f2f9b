import type { Command } from 'commander'
import { staffEmailSchema } from '../../contract/api/staff.ts'
import { lineSchema, localeSchema } from '../../contract/schemas.ts'
import { isStaffRole, staffRoles, type StaffRole } from '../../contract/staff-permissions.ts'
import { findCustomersByEmail, foldEmail } from '../slices/identity/index.ts'
import { invite } from '../slices/staff/index.ts'
import { CommandError, language, sentence } from './messages.ts'
import { print } from './report.ts'
import { recordCommand, withStaff, type StaffDesk } from './staff.ts'

type Options = { name: string; role: string[]; locale?: string; customer: string[]; again?: true }

/** `staff:invite`: prints the one-time link with which somebody enrols; with --again, somebody who is here already. */
export function addStaffInvite(program: Command): void {
  const several = (value: string, before: string[]): string[] => [...before, value]
  program
    .command('staff:invite')
    .description(sentence('staffInvite'))
    .argument('<email>', sentence('staffEmail'))
    .requiredOption('--name <name>', sentence('staffName'))
    .requiredOption('--role <role>', sentence('staffRole', { roles: staffRoles.join(', ') }), several, [])
    .option('--locale <locale>', sentence('staffLocale'))
    .option('--customer <email>', sentence('staffCustomer'), several, [])
    .option('--again', sentence('staffAgain'))
    .action((email: string, options: Options) => withStaff(desk => run(desk, email, options)))
}

async function run({ db, clock, webUrl }: StaffDesk, email: string, options: Options): Promise<void> {
  const emailKey = foldEmail(email)
  if (emailKey === undefined || !staffEmailSchema.safeParse(email).success)
    throw new CommandError('notAnEmail', { email })
  const name = lineSchema({ min: 2, max: 100 }).safeParse(options.name)
  if (!name.success) throw new CommandError('notAName', { name: options.name })
  const locale = localeSchema.safeParse(options.locale ?? language)
  if (!locale.success) throw new CommandError('notALocale', { locale: options.locale ?? '' })
  const roles = rolesOf(options.role)
  const found = await findCustomersByEmail(db.read, options.customer)
  const missing = options.customer.find(each => !found.some(({ key }) => key === each))
  if (missing !== undefined) throw new CommandError('noSuchCustomer', { email: missing })
  const ownCustomers = found.map(({ customerId }) => customerId)
  const again = options.again ?? false
  const now = clock.now()
  const invited = await db.transaction(async tx => {
    const invitee = { name: name.data, email, emailKey, locale: locale.data, roles, ownCustomers }
    const made = await invite(tx, invitee, { again, now })
    if (made.kind === 'invited')
      await recordCommand(tx, {
        operation: 'staff:invite',
        subject: made.staffId,
        now,
        details: { roles, again, own_customers: ownCustomers },
      })
    return made
  })
  if (invited.kind === 'exists') throw new CommandError('staffExists', { email })
  print(sentence('staffInvited', { name: name.data, until: invited.expiresAt.toISOString() }))
  // Behind the number sign it is never sent to a server, so it is in no log of a proxy.
  print(`${webUrl}/console/invitation#${invited.token}`)
}

function rolesOf(given: readonly string[]): StaffRole[] {
  const unknown = given.find(role => !isStaffRole(role))
  if (unknown !== undefined)
    throw new CommandError('noSuchRole', { role: unknown, roles: staffRoles.join(', ') })
  return Array.from(new Set(given.filter(isStaffRole)))
}
