import type { Command } from 'commander'
import { foldEmail } from '../slices/identity/index.ts'
import { disable } from '../slices/staff/index.ts'
import { CommandError, sentence } from './messages.ts'
import { print } from './report.ts'
import { recordCommand, withStaff } from './staff.ts'

/** `staff:disable`: somebody may not work any more, from this moment on. */
export function addStaffDisable(program: Command): void {
  program
    .command('staff:disable')
    .description(sentence('staffDisable'))
    .argument('<email>', sentence('staffEmail'))
    .action((email: string) =>
      withStaff(async ({ db, clock }) => {
        const now = clock.now()
        const disabled = await db.transaction(async tx => {
          const found = await disable(tx, { emailKey: foldEmail(email) ?? email, now })
          if (found)
            await recordCommand(tx, { operation: 'staff:disable', subject: found.staffId, now, details: {} })
          return found
        })
        if (!disabled) throw new CommandError('noSuchStaff', { email })
        print(sentence('staffDisabled', { email }))
      }),
    )
}
