import { Command } from 'commander'
import { addAuditVerify } from './commands/audit-verify.ts'
import { addDbUrl } from './commands/db-url.ts'
import { addFeesPublish } from './commands/fees-publish.ts'
import { addFeesShow } from './commands/fees-show.ts'
import { addLedgerResume } from './commands/ledger-resume.ts'
import { addLedgerVerify } from './commands/ledger-verify.ts'
import { addLimitsPublish } from './commands/limits-publish.ts'
import { addLimitsShow } from './commands/limits-show.ts'
import { CommandError, sentence } from './commands/messages.ts'
import { addMigrate } from './commands/migrate.ts'
import { addStaffDisable } from './commands/staff-disable.ts'
import { addStaffInvite } from './commands/staff-invite.ts'
import { addStaffList } from './commands/staff-list.ts'
import { addRatesDecide } from './commands/rates-decide.ts'
import { addRatesImport } from './commands/rates-import.ts'
import { addRatesShow } from './commands/rates-show.ts'
import { ConfigError } from './platform/config.ts'
import { isDatabaseUnreachable } from './platform/db.ts'

/** The operator's command line, `npm run okpay -- <command>`. One file per command in `commands/`. */
const program = new Command('okpay').description(sentence('program'))
const commands = [
  addLedgerVerify,
  addLedgerResume,
  addAuditVerify,
  addFeesShow,
  addFeesPublish,
  addLimitsShow,
  addLimitsPublish,
  addStaffInvite,
  addStaffDisable,
  addStaffList,
  addRatesShow,
  addRatesImport,
  addRatesDecide,
  addDbUrl,
  addMigrate,
]
for (const add of commands) add(program)

try {
  await program.parseAsync()
} catch (error) {
  console.error(told(error))
  process.exitCode = 1
}

/** A sentence where the operator can mend it, everything there is to know where it is a bug. */
function told(error: unknown): unknown {
  if (error instanceof CommandError || error instanceof ConfigError) return error.message
  if (isDatabaseUnreachable(error)) return sentence('unreachable', { reason: error.message })
  return error
}
