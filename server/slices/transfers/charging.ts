import type { ChargedOperation } from '../../../contract/charges.ts'
import type { Money } from '../../../contract/money.ts'
import type { ChargeQuestion } from '../pricing/index.ts'
import type { CustomerFacts } from '../wallet/index.ts'

/**
 * What the price of money that stays inside depends on; `payee` is null where nobody knows yet who that will be.
 */
export function questionOf(order: {
  operation: Extract<ChargedOperation, 'transfer' | 'refund'>
  payer: CustomerFacts
  payee: CustomerFacts | null
  amount: Money
  now: Date
}): ChargeQuestion {
  const { operation, payer, payee, amount, now } = order
  return {
    operation,
    method: null,
    payerRegion: payer.region,
    payeeRegion: payee?.region ?? null,
    level: payer.level,
    amount,
    at: now,
  }
}
