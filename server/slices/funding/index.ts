import { currencies, toWireMoney } from '../../../contract/money.ts'
import { ConfigError, type Config } from '../../platform/config.ts'
import type { RawRoute, Route } from '../../platform/http/route.ts'
import type { Cron, Job } from '../../platform/jobs.ts'
import type { Subscriber } from '../../platform/subscriptions.ts'
import type { BankRailClient, IncomingHandler } from '../bank-rail/index.ts'
import type { TransactionDetails } from '../wallet/index.ts'
import { cancelDepositRoute } from './cancel-deposit.ts'
import { checkDepositRoute } from './check-deposit.ts'
import { createDepositRoute } from './create-deposit.ts'
import type { FundingDeps } from './deps.ts'
import { forgetRemoved } from './forget-removed.ts'
import { getDepositRoute } from './get-deposit.ts'
import { createFundingJobs } from './jobs.ts'
import { listOptionsRoute } from './list-options.ts'
import { presentDeposit } from './present.ts'
import { previewDepositRoute } from './preview-deposit.ts'
import { createSealPayersJob } from './seal-payers.ts'
import * as queries from './queries.ts'
import { createBankDepositRail } from './rails/bank.ts'
import { createCardRail } from './rails/card.ts'
import { createEwalletRail } from './rails/ewallet.ts'
import type { Rail } from './rails/rail.ts'
import { hearOfReturns, receiveTransfers } from './receive-transfer.ts'
import { receiveCallbackRoute } from './receive-callback.ts'

export { creditDecider, type CreditCommand } from './decide-credit.ts'
export { openDecider, type OpenCommand } from './decide-open.ts'
export { fundingInvariants } from './invariants.ts'
export { depositData, pendingDeposits } from './personal-data.ts'
export { findReferences } from './queries-bank.ts'
export { readDeposits } from './queries.ts'
export type { FundingDeps } from './deps.ts'
export type { Rail } from './rails/rail.ts'

/** Money from outside: top-ups by card, e-wallet and bank transfer. */
export type FundingSlice = {
  routes: (Route | RawRoute)[]
  jobs: Job[]
  crons: Cron[]
  subscribers: Subscriber[]
  /** Takes transfers from a bank that name a reference of a customer. */
  onIncoming: IncomingHandler
  /** Hears of the payment orders of `deposit_refund`. */
  bankReturns: BankRailClient
  /** What a deposit adds to its record in its customer's history. */
  details: (depositId: string, ownerId: string) => Promise<TransactionDetails | undefined>
}

export type FundingOptions = Omit<FundingDeps, 'rails' | 'publicUrl' | 'operatorName'> & {
  config: Pick<Config, 'stripe' | 'ewallet' | 'operator'> & { http: Pick<Config['http'], 'publicUrl'> }
}

export function createFundingSlice({ config, ...rest }: FundingOptions): FundingSlice {
  const { db, clock, sealKey, depositAccount } = rest
  const bank = createBankDepositRail({
    db,
    clock,
    sealKey,
    currencies: currencies.filter(currency => depositAccount(currency) !== undefined),
  })
  const ewallet = config.ewallet && createEwalletRail(config.ewallet)
  return fundingSliceOn({
    ...rest,
    rails: [cardRailOf(config.stripe), ...(ewallet ? [ewallet] : []), bank],
    publicUrl: config.http.publicUrl,
    operatorName: config.operator.name,
  })
}

/** Where each counterparty sends its messages. */
const webhooks = {
  card: { id: 'receiveStripeWebhook', path: '/v1/webhooks/stripe' },
  ewallet: { id: 'receiveEwalletNotification', path: '/v1/webhooks/ewallet' },
} as const

/** The same on given rails. */
export function fundingSliceOn(deps: FundingDeps): FundingSlice {
  const jobs = createFundingJobs(deps)
  const sealPayers = createSealPayersJob(deps)
  return {
    routes: [
      previewDepositRoute(deps),
      listOptionsRoute(deps),
      createDepositRoute(deps, jobs),
      getDepositRoute(deps),
      checkDepositRoute(deps),
      cancelDepositRoute(deps),
      ...deps.rails.flatMap(rail =>
        rail.kind === 'bank' ? [] : [receiveCallbackRoute(deps, jobs, { rail, ...webhooks[rail.kind] })],
      ),
    ],
    jobs: [jobs.follow, jobs.callback, jobs.reconcile, jobs.keep, jobs.forget, sealPayers.job],
    crons: [...jobs.crons, sealPayers.cron],
    subscribers: [forgetRemoved(jobs.forget)],
    onIncoming: receiveTransfers(deps, jobs),
    bankReturns: hearOfReturns(deps),
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
