import type { Currency } from '../../../contract/money.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import type { NumberSource } from '../../platform/numbers.ts'
import type { BankCalendar } from '../bank-rail/index.ts'
import type { StepUp } from '../identity/index.ts'
import type { Pipeline } from '../ledger/index.ts'
import type { PaymentMethodsSlice } from '../payment-methods/index.ts'
import type { PricingSlice } from '../pricing/index.ts'
import type { WalletSlice } from '../wallet/index.ts'

export type WithdrawalsDeps = {
  db: Db
  pipeline: Pipeline
  pricing: Pick<PricingSlice, 'schedules' | 'today' | 'limitsOf'>
  wallet: Pick<WalletSlice, 'statusOf'>
  paymentMethods: Pick<PaymentMethodsSlice, 'methodOf' | 'bankAccountOf'>
  numbers: NumberSource
  /** Under which payees are sealed; not in the database. */
  sealKey: Buffer
  stepUp: StepUp
  clock: Clock
  log: Logger
  /** The banking days of a currency, with those the operator added. */
  calendarOf(currency: Currency): BankCalendar
  /** Who pays, as the payee's bank writes it. */
  operatorName: string
  /** The operator's, for times in sentences. */
  timeZone: string
}
