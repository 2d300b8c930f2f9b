import type { Stripe } from 'stripe'
import type { ReadDb } from '../../shared/queries-store.ts'
import { getCharge, getPaymentIntent } from '../store/queries-payments.ts'
import type { RefundRecord } from '../store/records.ts'
import type { Expansion } from './expand.ts'
import { renderCharge } from './render-charge.ts'
import { renderPaymentIntent } from './render-payment-intent.ts'

/** A card refund as the API shows it: it succeeds at once, the cardholder's bank shows it some days later. */
export function renderRefund(db: ReadDb, refund: RefundRecord, expansion: Expansion = {}): Stripe.Refund {
  const intent = expansion['payment_intent']
  return {
    id: refund.id,
    object: 'refund',
    amount: Number(refund.amount),
    balance_transaction: null,
    charge: expansion['charge'] ? renderCharge(getCharge(db, refund.charge)) : refund.charge,
    created: refund.created,
    currency: refund.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: {
        reference: refund.acquirerReference,
        reference_status: 'available',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
      type: 'card',
    },
    metadata: refund.metadata,
    payment_intent: intent
      ? renderPaymentIntent(db, getPaymentIntent(db, refund.paymentIntent), intent)
      : refund.paymentIntent,
    payment_method: null,
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  }
}
