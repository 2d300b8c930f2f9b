import { systemClock } from '../platform/clock.ts'
import { roleOf, type DatabaseUrls } from '../platform/database-urls.ts'
import { openDb } from '../platform/db.ts'
import { createLogger } from '../platform/log.ts'
import { createWatch, type Watch } from '../slices/ledger/index.ts'
import { allChecks } from '../invariants.ts'

/** The watch of the running system, for commands that verify and act on what they find. */
export function openWatch(urls: DatabaseUrls): { watch: Watch; close: () => Promise<void> } {
  // The command itself prints what was found.
  const log = createLogger({ level: 'silent', name: 'okpay command' })
  const db = openDb({ url: urls.app, maxConnections: 2, log, name: 'okpay command' })
  const watch = createWatch({
    db,
    readerUrl: urls.reader,
    checks: allChecks(roleOf(urls.app)),
    clock: systemClock,
    log,
  })
  return { watch, close: () => db.close() }
}
