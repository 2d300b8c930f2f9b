import type { Money } from '../../../contract/money.ts'
import type { ChargeQuestion } from '../pricing/index.ts'
import type { CustomerFacts } from '../wallet/index.ts'
import type { Recipient } from './recipient.ts'

/** What a transfer abroad is priced and limited by; `amount` is what is exchanged. */
export function chargeOf(
  customer: CustomerFacts,
  recipient: Pick<Recipient, 'country'>,
  { amount, at }: { amount: Money; at: Date },
): ChargeQuestion {
  return {
    operation: 'transfer_abroad',
    method: 'bank_transfer',
    payerRegion: customer.region,
    payeeRegion: recipient.country,
    level: customer.level,
    amount,
    at,
  }
}
