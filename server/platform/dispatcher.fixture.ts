/**
 * A process that takes part in dispatching, to be killed by `dispatcher.test.ts`. It prints "leads" when it is the
 * dispatcher. Its subscriber writes one row per event into `effect` and dawdles inside the transaction, so that a
 * kill hits it in the middle.
 */
import { sql } from 'kysely'
import { openDb } from './db.ts'
import { startDispatcher } from './dispatcher.ts'
import { createLogger } from './log.ts'

const [url = '', dawdleMs = '0'] = process.argv.slice(2)
const log = createLogger({ level: 'error', name: 'fixture' })
const db = openDb({ url, maxConnections: 3, log, name: 'fixture' })
const dispatcher = startDispatcher({
  db,
  log,
  subscribers: [
    {
      name: 'effects',
      async handle(tx, events) {
        for (const { position } of events)
          await sql`INSERT INTO effect (position) VALUES (${position})`.execute(tx)
        await sql`SELECT pg_sleep(${Number(dawdleMs) / 1_000})`.execute(tx)
      },
    },
  ],
})
const timer = setInterval(() => {
  if (!dispatcher.isLeading()) return
  process.stdout.write('leads\n')
  clearInterval(timer)
}, 20)
