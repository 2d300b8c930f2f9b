import type { Currency } from '../../../contract/money.ts'
import { publishMarkups, readMarkups, type MarkupRuleInput, type MarkupSchedule } from '../pricing/index.ts'
import { fetchRates, takeFolder } from './fetch-rates.ts'
import type { RateSourceDeps } from './deps.ts'
import * as queries from './queries-rates.ts'
import type { CurrentRate } from './rates.ts'
import { readRates } from './read-rates.ts'
import { takeRatesFile, type TakenFile } from './take-file.ts'

/** What the operator does with rates and mark-up, apart from customers' exchanges. */
export type RatesDesk = {
  rates(now: Date): Promise<ReadonlyMap<Currency, CurrentRate>>
  /** Throws `RatesFileError` for a file that is none. */
  takeFile(file: { text: string; origin: string; now: Date }): Promise<TakenFile>
  /** Asks the publisher and looks into the folder now, besides by the clock. */
  refresh(): Promise<void>
  /** What the operator says of rates that jumped; how many there were. */
  decideHeld(currency: Currency, status: 'active' | 'rejected'): Promise<number>
  markup(now: Date): Promise<MarkupSchedule>
  publishMarkup(rules: readonly MarkupRuleInput[]): Promise<number>
}

export function createRatesDesk(deps: RateSourceDeps): RatesDesk {
  const { db } = deps
  return {
    rates: now => readRates(db.pool, now),
    takeFile: file => takeRatesFile(deps, file),
    async refresh() {
      await fetchRates(deps)
      await takeFolder(deps)
    },
    decideHeld: (currency, status) =>
      db.transaction(async tx => {
        await queries.lockRates(tx)
        return queries.decideHeldRates(tx, currency, status)
      }),
    markup: now => readMarkups(db.pool, now),
    publishMarkup: rules => publishMarkups(db.pool, { rules, now: deps.clock.now() }),
  }
}
