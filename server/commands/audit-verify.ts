import type { Command } from 'commander'
import { auditInvariants } from '../audit-invariants.ts'
import { headText, readHeadText } from '../platform/audit-sealer.ts'
import { systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { openDb } from '../platform/db.ts'
import { createLogger } from '../platform/log.ts'
import { hasLink, readHead } from '../platform/queries-audit-chain.ts'
import { verify } from '../slices/ledger/index.ts'
import { findDatabase } from './addresses.ts'
import { CommandError, sentence } from './messages.ts'
import { describe, print } from './report.ts'

/**
 * `audit:verify`: hashes the whole audit log again. With the head that was printed some other day it also notices a log
 * cut off at its end, which by itself looks like a shorter one that is whole.
 */
export function addAuditVerify(program: Command): void {
  program
    .command('audit:verify')
    .description(sentence('auditVerify'))
    .option('--head <position:hash>', sentence('auditVerifyHead'))
    .action(async ({ head: given }: { head?: string }) => {
      const expected = given === undefined ? undefined : readHeadText(given)
      if (given !== undefined && expected === undefined) throw new CommandError('notAHead', { text: given })
      const { reader } = await findDatabase(readConfig(process.env))
      const log = createLogger({ level: 'silent', name: 'audit:verify' })
      const db = openDb({ url: reader, maxConnections: 1, log, name: 'okpay audit:verify' })
      try {
        const head = await readHead(db.read)
        const stands = expected === undefined || (await hasLink(db.read, expected))
        const { findings } = await verify({
          readerUrl: reader,
          checks: auditInvariants,
          now: systemClock.now(),
        })
        print(head ? sentence('auditHead', { head: headText(head) }) : sentence('auditEmpty'))
        if (!stands) print(sentence('auditHeadGone', { head: given ?? '' }))
        for (const finding of findings) print(describe(finding).join('\n'))
        if (stands && findings.length === 0) print(sentence('inOrder'))
        else process.exitCode = 1
      } finally {
        await db.close()
      }
    })
}
