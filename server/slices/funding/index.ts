import { toWireMoney } from '../../../contract/money.ts'
import { ConfigError, type Config } from '../../platform/config.ts'
import type { RawRoute, Route } from '../../platform/http/route.ts'
import type { Cron, Job } from '../../platform/jobs.ts'
import type { TransactionDetails } from '../wallet/index.ts'
import { cancelDepositRoute } from './cancel-deposit.ts'
import { checkDepositRoute } from './check-deposit.ts'
import { createDepositRoute } from './create-deposit.ts'
import type { FundingDeps } from './deps.ts'
import { getDepositRoute } from './get-deposit.ts'
import { createFundingJobs } from './jobs.ts'
import { presentDeposit } from './present.ts'
import { previewDepositRoute } from './preview-deposit.ts'
import * as queries from './queries.ts'
import { createCardRail } from './rails/card.ts'
import type { Rail } from './rails/rail.ts'
import { receiveCallbackRoute } from './receive-callback.ts'

export { creditDecider, type CreditCommand } from './decide-credit.ts'
export { openDecider, type OpenCommand } from './decide-open.ts'
export { fundingInvariants } from './invariants.ts'
export { pendingDeposits } from './personal-data.ts'
export { readDeposits } from './queries.ts'
export type { FundingDeps } from './deps.ts'
export type { Rail } from './rails/rail.ts'

/** Money from outside: top-ups by card. */
export type FundingSlice = {
  routes: (Route | RawRoute)[]
  jobs: Job[]
  crons: Cron[]
  /** What a deposit adds to its record in its customer's history. */
  details: (depositId: string, ownerId: string) => Promise<TransactionDetails | undefined>
}

export type FundingOptions = Omit<FundingDeps, 'rail' | 'publicUrl' | 'operatorName'> & {
  config: Pick<Config, 'stripe' | 'operator'> & { http: Pick<Config['http'], 'publicUrl'> }
}

export function createFundingSlice({ config, ...rest }: FundingOptions): FundingSlice {
  return fundingSliceOn({
    ...rest,
    rail: cardRailOf(config.stripe),
    publicUrl: config.http.publicUrl,
    operatorName: config.operator.name,
  })
}

/** The same on a given rail. */
export function fundingSliceOn(deps: FundingDeps): FundingSlice {
  const jobs = createFundingJobs(deps)
  return {
    routes: [
      previewDepositRoute(deps),
      createDepositRoute(deps, jobs),
      getDepositRoute(deps),
      checkDepositRoute(deps),
      cancelDepositRoute(deps),
      receiveCallbackRoute(deps, jobs),
    ],
    jobs: [jobs.follow, jobs.callback, jobs.reconcile],
    crons: jobs.crons,
    async details(id, customerId) {
      const deposit = await queries.findDeposit(deps.db.pool, { id, customerId })
      if (!deposit) return undefined
      const wire = await presentDeposit(deps, deposit, deps.clock.now())
      const { fees, expected_by, timeline, actions } = wire
      return { principal: toWireMoney(deposit.amount), fees, expected_by, timeline, actions }
    },
  }
}

function cardRailOf({ secretKey, webhookSecret, apiUrl }: Config['stripe']): Rail {
  if (!secretKey || !webhookSecret)
    throw new ConfigError(
      'STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET are missing. "npm start" sets them for the simulated acquirer of the test edition.',
    )
  return createCardRail({ secretKey, webhookSecret, apiUrl })
}
