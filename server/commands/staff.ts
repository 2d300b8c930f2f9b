import { userInfo } from 'node:os'
import { appendAuditEntry } from '../platform/audit.ts'
import type { Clock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { openDb, type Db, type Tx } from '../platform/db.ts'
import { newId } from '../platform/id.ts'
import { createLogger } from '../platform/log.ts'
import { servicesFile } from '../platform/run-files.ts'
import { findDatabase } from './addresses.ts'
import { clockOf } from './clock.ts'

export type StaffDesk = { db: Db; clock: Clock; webUrl: string }

/** The database, clock and address of the running system, for commands about its staff. */
export async function withStaff<Result>(work: (desk: StaffDesk) => Promise<Result>): Promise<Result> {
  const config = readConfig(process.env)
  const { app } = await findDatabase(config)
  const log = createLogger({ level: 'silent', name: 'okpay command' })
  const db = openDb({ url: app, maxConnections: 2, log, name: 'okpay command' })
  try {
    const running = await servicesFile.read(config.dataDir)
    return await work({
      db,
      clock: await clockOf(config, db),
      webUrl: running?.webUrl ?? config.http.publicUrl,
    })
  } finally {
    await db.close()
  }
}

/** Whoever sits at the server has no session; the name of their account there is what is known of them. */
export async function recordCommand(
  tx: Tx,
  command: { operation: string; subject: string; now: Date; details: Record<string, unknown> },
): Promise<void> {
  await appendAuditEntry(tx, {
    occurredAt: command.now,
    operation: command.operation,
    actorKind: 'operator',
    actor: userInfo().username,
    subject: command.subject,
    outcome: 'succeeded',
    status: 200,
    requestId: newId(),
    ip: '127.0.0.1',
    userAgent: 'okpay command line',
    details: command.details,
  })
}
