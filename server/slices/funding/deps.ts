import type { Currency } from '../../../contract/money.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import type { Arrival, DepositAccount } from '../bank-rail/index.ts'
import type { Pipeline } from '../ledger/index.ts'
import type { PricingSlice } from '../pricing/index.ts'
import type { WalletSlice } from '../wallet/index.ts'
import type { PaymentMethodsSlice } from '../payment-methods/index.ts'
import type { Rails } from './rails/rails.ts'

/** What this slice needs of the others, and the rails money comes in by. */
export type FundingDeps = {
  db: Db
  pipeline: Pipeline
  pricing: Pick<PricingSlice, 'schedules' | 'today' | 'limitsOf'>
  wallet: Pick<WalletSlice, 'statusOf'>
  numbers: NumberSource
  /** Under which accounts are sealed; not in the database. */
  sealKey: Buffer
  rails: Rails
  paymentMethods: Pick<PaymentMethodsSlice, 'addMethod' | 'methodOf' | 'secretOf'>
  /** Our account for transfers in a currency; undefined where we have none. */
  depositAccount: (currency: Currency) => DepositAccount | undefined
  /** When a payment made now leaves and arrives. */
  bankArrival: (currency: Currency, now: Date) => Arrival
  clock: Clock
  log: Logger
  /** Where the browser comes back to, without a slash at the end. */
  publicUrl: string
  /** Named on the payment page. */
  operatorName: string
}
