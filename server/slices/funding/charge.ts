import type { Money } from '../../../contract/money.ts'
import type { ChargeQuestion } from '../pricing/index.ts'
import type { CustomerFacts } from '../wallet/index.ts'

/** What a top-up by card is priced and limited by. */
export function chargeOf(
  customer: CustomerFacts,
  { amount, now }: { amount: Money; now: Date },
): ChargeQuestion {
  const { region, level } = customer
  return { operation: 'deposit', method: 'card', payerRegion: region, payeeRegion: region, level, amount, at: now }
}
