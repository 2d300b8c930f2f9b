import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import type { Pipeline } from '../ledger/index.ts'
import type { PricingSlice } from '../pricing/index.ts'
import type { WalletSlice } from '../wallet/index.ts'

export type RateSourceDeps = {
  db: Db
  clock: Clock
  log: Logger
  /** Where rates come from. */
  rates: {
    /** Fetched hourly; `{day}` in it stands for the day. Undefined: nowhere. */
    url: string | undefined
    /** Files put here are taken and moved to `taken` or `refused` in it. */
    folder: string
  }
}

export type FxDeps = RateSourceDeps & {
  pipeline: Pipeline
  numbers: NumberSource
  pricing: Pick<PricingSlice, 'today'>
  wallet: Pick<WalletSlice, 'statusOf'>
}
