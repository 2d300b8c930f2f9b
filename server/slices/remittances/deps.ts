import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import type { Currency } from '../../../contract/money.ts'
import type { BankCalendar } from '../bank-rail/index.ts'
import type { StepUp } from '../identity/index.ts'
import type { Pipeline } from '../ledger/index.ts'
import type { PricingSlice } from '../pricing/index.ts'
import type { WalletSlice } from '../wallet/index.ts'

/** Keys outside the database: what is sealed under the one, what is told apart by the other. */
export type Keys = { sealKey: Buffer; codeKey: Buffer }

export type RemittancesDeps = Keys & {
  db: Db
  pipeline: Pipeline
  numbers: NumberSource
  wallet: Pick<WalletSlice, 'statusOf'>
  pricing: Pick<PricingSlice, 'schedules' | 'today' | 'limitsOf'>
  stepUp: StepUp
  /** Banking days and cut-off times of a currency's payment system. */
  calendar: (currency: Currency) => BankCalendar
  clock: Clock
  log: Logger
  /** The operator's, for times in sentences. */
  timeZone: string
}
