import type { Stripe } from 'stripe'
import { DECLINES } from '../declines.ts'
import type { ChargeRecord } from '../store/records.ts'
import { renderBillingDetails, renderCardDetails } from './render-card.ts'

function renderOutcome(charge: ChargeRecord): Stripe.Charge.Outcome | null {
  if (charge.status === 'pending') return null
  if (charge.decline === null) {
    return {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      risk_score: 12,
      seller_message: 'Payment complete.',
      type: 'authorized',
    }
  }
  const decline = DECLINES[charge.decline]
  const isLiveCard = charge.decline === 'test_mode_live_card'
  return {
    advice_code: decline.advice,
    network_advice_code: null,
    network_decline_code: isLiveCard ? null : decline.networkCode,
    network_status: isLiveCard ? 'not_sent_to_network' : 'declined_by_network',
    reason: charge.decline,
    risk_level: 'normal',
    risk_score: 12,
    seller_message: isLiveCard
      ? 'This charge request was in test mode, but did not use a Stripe test card number.'
      : 'The bank did not return any further details with this decline.',
    type: isLiveCard ? 'invalid' : 'issuer_declined',
  }
}

/**
 * A charge as the API shows it. Amounts are integers in minor units, at most eight digits, so they are exact as
 * JSON numbers. `balance_transaction` stays null, as it is with asynchronous capture until the funds are booked.
 */
export function renderCharge(charge: ChargeRecord): Stripe.Charge {
  const decline = charge.decline === null ? null : DECLINES[charge.decline]
  return {
    id: charge.id,
    object: 'charge',
    amount: Number(charge.amount),
    amount_captured: charge.status === 'succeeded' ? Number(charge.amount) : 0,
    amount_refunded: Number(charge.amountRefunded),
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: renderBillingDetails(charge.card),
    calculated_statement_descriptor: null,
    captured: charge.status === 'succeeded',
    created: charge.created,
    currency: charge.currency,
    customer: null,
    description: charge.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: charge.metadata,
    on_behalf_of: null,
    outcome: renderOutcome(charge),
    paid: charge.status === 'succeeded',
    payment_intent: charge.paymentIntent,
    payment_method: charge.card.paymentMethod,
    payment_method_details: renderCardDetails(charge),
    radar_options: {},
    receipt_email: charge.receiptEmail,
    receipt_number: null,
    receipt_url: null,
    refunded: charge.amountRefunded === charge.amount,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: charge.statementDescriptorSuffix,
    status: charge.status,
    transfer_data: null,
    transfer_group: null,
  }
}
