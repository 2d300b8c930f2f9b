import type pg from 'pg'
import type { Currency } from '../../../contract/money.ts'
import * as queries from './queries-rates.ts'
import { currentRates, type CurrentRate } from './rates.ts'

/** The rates in force, from the primary: a price is a promise. */
export async function readRates(pool: pg.Pool, now: Date): Promise<ReadonlyMap<Currency, CurrentRate>> {
  return currentRates(await queries.latestRates(pool), now)
}
