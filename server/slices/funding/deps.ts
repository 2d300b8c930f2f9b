import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import type { Pipeline } from '../ledger/index.ts'
import type { PricingSlice } from '../pricing/index.ts'
import type { WalletSlice } from '../wallet/index.ts'
import type { Rail } from './rails/rail.ts'

/** What this slice needs of the others, and the rail money comes in by. */
export type FundingDeps = {
  db: Db
  pipeline: Pipeline
  pricing: Pick<PricingSlice, 'schedules' | 'today' | 'limitsOf'>
  wallet: Pick<WalletSlice, 'statusOf'>
  numbers: NumberSource
  rail: Rail
  clock: Clock
  log: Logger
  /** Where the browser comes back to, without a slash at the end. */
  publicUrl: string
  /** Named on the payment page. */
  operatorName: string
}
