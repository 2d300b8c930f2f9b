import type { Command } from 'commander'
import { readConfig } from '../platform/config.ts'
import { findDatabase } from './addresses.ts'
import { sentence } from './messages.ts'
import { print, render } from './report.ts'
import { openWatch } from './watch.ts'

/** `ledger:resume`: lifts the stop of outgoing money, but only after everything was found in order just now. */
export function addLedgerResume(program: Command): void {
  program
    .command('ledger:resume')
    .description(sentence('ledgerResume'))
    .action(async () => {
      const { watch, close } = openWatch(await findDatabase(readConfig(process.env)))
      try {
        const { report, lifted } = await watch.resume()
        print(render(report))
        if (report.findings.length > 0) {
          print(sentence('notResumed'))
          process.exitCode = 1
        } else if (lifted) {
          print(sentence('resumed', { since: lifted.since.toISOString(), reason: lifted.reason }))
        } else {
          print(sentence('wasNotStopped'))
        }
      } finally {
        await close()
      }
    })
}
