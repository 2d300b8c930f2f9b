import type pg from 'pg'
import { z } from 'zod'
import type { Currency } from '../../../contract/money.ts'
import { markupRuleSchema, type MarkupRule } from './markup.ts'
import * as queries from './queries-rates.ts'
import { currentRates, type CurrentRate } from './rates.ts'

/** The rates in force, from the primary: a price is a promise. */
export async function readRates(pool: pg.Pool, now: Date): Promise<ReadonlyMap<Currency, CurrentRate>> {
  return currentRates(await queries.latestRates(pool), now)
}

export async function readMarkup(pool: pg.Pool): Promise<{ version: number; rules: MarkupRule[] }> {
  const { version, rules } = await queries.activeMarkup(pool)
  return { version, rules: z.array(markupRuleSchema).parse(rules) }
}
