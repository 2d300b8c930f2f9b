import { join } from 'node:path'
import { systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import { openDb } from '../platform/db.ts'
import { createLogger } from '../platform/log.ts'
import { createRatesDesk, type RatesDesk } from '../slices/fx/index.ts'
import { findDatabase } from './addresses.ts'

/** Rates and mark-up of the running system, for commands that show or change them. */
export async function withRates<Result>(work: (desk: RatesDesk) => Promise<Result>): Promise<Result> {
  const config = readConfig(process.env)
  const { app } = await findDatabase(config)
  const log = createLogger({ level: 'silent', name: 'okpay command' })
  const db = openDb({ url: app, maxConnections: 2, log, name: 'okpay command' })
  try {
    const rates = { url: undefined, folder: join(config.dataDir, 'rates') }
    return await work(createRatesDesk({ db, log, clock: systemClock, rates }))
  } finally {
    await db.close()
  }
}
