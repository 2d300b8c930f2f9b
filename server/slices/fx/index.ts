import { addJob, type Cron, type Job } from '../../platform/jobs.ts'
import type { Route } from '../../platform/http/route.ts'
import type { TransactionDetails } from '../wallet/index.ts'
import { alertRoutes } from './alerts/routes.ts'
import { createAlertWatch } from './alerts/watch.ts'
import { createConversionRoute } from './create-conversion.ts'
import { createQuoteRoute } from './create-quote.ts'
import type { FxDeps } from './deps.ts'
import { createFxJobs } from './fetch-rates.ts'
import { getConversionRoute } from './get-conversion.ts'
import { getRateHistoryRoute } from './get-rate-history.ts'
import { listRatesRoute } from './list-rates.ts'
import { declineOf, markupFees, presentConversion } from './present.ts'
import * as queries from './queries.ts'
import { createRatesDesk, type RatesDesk } from './rates-desk.ts'
import { replayMarkups } from './replay-markups.ts'
import type { MarkupRule, ReplayLine } from '../pricing/index.ts'

export { RatesFileError } from './ecb.ts'
export { fxInvariants } from './invariants.ts'
export { exchangeData, forgetAlerts } from './personal-data.ts'
export { priceExchange, rateTexts, type ExchangePrice, type PricedBy } from './price-exchange.ts'
export { createRatesDesk, type RatesDesk } from './rates-desk.ts'

/** Exchange between a customer's own currencies. See README.md of this slice. */
export type FxSlice = {
  routes: Route[]
  jobs: Job<Record<string, never>>[]
  crons: Cron[]
  desk: RatesDesk
  /** The exchanges of the last 30 days under other mark-ups. */
  replay(rules: readonly MarkupRule[], now: Date): Promise<{ from: Date; to: Date; lines: ReplayLine[] }>
  /** Asks for rates at the start too: whoever installs this should not wait an hour for the first price. */
  start(): Promise<void>
  /** What an exchange adds to its record in the customer's history. */
  details(conversionId: string, ownerId: string): Promise<TransactionDetails | undefined>
}

export function createFxSlice(deps: FxDeps): FxSlice {
  const { db } = deps
  const { fetchJob, jobs, crons } = createFxJobs(deps)
  const alertWatch = createAlertWatch(deps)
  return {
    routes: [
      listRatesRoute(deps),
      getRateHistoryRoute(deps),
      createQuoteRoute(deps),
      createConversionRoute(deps),
      getConversionRoute(deps),
      ...alertRoutes(deps),
    ],
    jobs: [...jobs, alertWatch.job],
    crons: [...crons, alertWatch.cron],
    desk: createRatesDesk(deps),
    replay: (rules, now) => replayMarkups(db.read, rules, now),
    start: () => db.transaction(tx => addJob(tx, fetchJob, {}, { key: fetchJob.name })),
    async details(id, customerId) {
      const found = await queries.findConversion(db.pool, { id, customerId })
      if (!found) return undefined
      const { conversion, quote } = found
      const { send, receive, expected_by, timeline, actions } = presentConversion(conversion, quote)
      return {
        principal: send,
        received: receive,
        fees: markupFees(quote),
        decline: declineOf(conversion),
        expected_by,
        timeline,
        actions,
      }
    },
  }
}
