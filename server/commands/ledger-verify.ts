import type { Command } from 'commander'
import { systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { roleOf } from '../platform/database-urls.ts'
import { verify } from '../slices/ledger/index.ts'
import { allChecks } from '../invariants.ts'
import { findDatabase } from './addresses.ts'
import { sentence } from './messages.ts'
import { asJson, print, render } from './report.ts'
import { openWatch } from './watch.ts'

/** `ledger:verify`: looks at everything ever recorded, in one snapshot, with a role that can only read. */
export function addLedgerVerify(program: Command): void {
  program
    .command('ledger:verify')
    .description(sentence('ledgerVerify'))
    .option('--json', sentence('ledgerVerifyJson'))
    .option('--read-only', sentence('ledgerVerifyReadOnly'))
    .action(async ({ json, readOnly }: { json?: true; readOnly?: true }) => {
      const urls = await findDatabase(readConfig(process.env))
      const report = readOnly
        ? await verify({
            readerUrl: urls.reader,
            checks: allChecks(roleOf(urls.app)),
            now: systemClock.now(),
          })
        : await verifyAndAct(urls)
      print(json ? asJson(report) : render(report))
      if (report.findings.length === 0) return
      if (!json) print(sentence(readOnly ? 'notStopped' : 'stopped'))
      process.exitCode = 1
    })
}

async function verifyAndAct(urls: Awaited<ReturnType<typeof findDatabase>>) {
  const { watch, close } = openWatch(urls)
  try {
    return await watch.verifyAll()
  } finally {
    await close()
  }
}
