import { readConfig } from '../platform/config.ts'
import { isUniqueViolation, openDb } from '../platform/db.ts'
import { createLogger } from '../platform/log.ts'
import { createPricingSlice, type PricingSlice } from '../slices/pricing/index.ts'
import { findDatabase } from './addresses.ts'
import { clockOf } from './clock.ts'
import { CommandError } from './messages.ts'

/** Prices and limits of the running system, for commands that show or publish them. */
export async function withPricing<Result>(work: (pricing: PricingSlice) => Promise<Result>): Promise<Result> {
  const config = readConfig(process.env)
  const { app } = await findDatabase(config)
  const log = createLogger({ level: 'silent', name: 'okpay command' })
  const db = openDb({ url: app, maxConnections: 2, log, name: 'okpay command' })
  try {
    return await work(
      createPricingSlice({
        db,
        clock: await clockOf(config, db),
        timeZone: config.operator.timeZone,
        noticeDays: config.noticeDays,
      }),
    )
  } catch (error) {
    // Versions are counted up; of two publications at once the second would have got the first one's number.
    if (isUniqueViolation(error)) throw new CommandError('publishedMeanwhile', {}, error)
    throw error
  } finally {
    await db.close()
  }
}
