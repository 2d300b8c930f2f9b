import type { Acquirer } from '../acquirer.ts'
import type { DeclineReason } from '../cards.ts'
import type { Tx } from '../../shared/queries-store.ts'
import { insertCharge, updatePaymentIntent } from '../store/queries-payments.ts'
import type { PaymentIntentRecord, PayOutcome } from '../store/records.ts'
import { newCharge, type Attempt } from './approve.ts'
import { NO_REQUEST, recordEvents } from './record-events.ts'

/** The bank refuses: a failed charge is kept, and the session stays open for another card. */
export function decline(tx: Tx, acquirer: Acquirer, attempt: Attempt, reason: DeclineReason): PayOutcome {
  const charge = newCharge(acquirer, attempt, { status: 'failed', decline: reason })
  const intent: PaymentIntentRecord = {
    ...attempt.intent,
    status: 'requires_payment_method',
    card: null,
    latestCharge: charge.id,
    lastError: { kind: 'declined', reason, card: attempt.card, charge: charge.id },
    authenticationToken: null,
  }
  insertCharge(tx, charge)
  updatePaymentIntent(tx, intent)
  recordEvents(tx, acquirer, NO_REQUEST, [
    ...attempt.earlierEvents,
    { type: 'charge.failed', charge },
    { type: 'payment_intent.payment_failed', intent },
  ])
  return { kind: 'declined', reason }
}
