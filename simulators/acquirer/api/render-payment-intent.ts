import type { Stripe } from 'stripe'
import { DECLINES } from '../declines.ts'
import type { ReadDb } from '../../shared/queries-store.ts'
import { getCharge } from '../store/queries-payments.ts'
import { customerOfCard } from '../store/queries-saved.ts'
import type { PaymentIntentRecord } from '../store/records.ts'
import type { Expansion } from './expand.ts'
import { renderPaymentMethod } from './render-card.ts'
import { renderCharge } from './render-charge.ts'

function renderLastError(
  db: ReadDb,
  intent: PaymentIntentRecord,
): Stripe.PaymentIntent.LastPaymentError | null {
  const { lastError } = intent
  if (lastError === null) return null
  const payment_method = renderPaymentMethod(
    lastError.card,
    intent.created,
    customerOfCard(db, lastError.card.paymentMethod),
  )
  if (lastError.kind === 'authentication_failed') {
    return {
      code: 'payment_intent_authentication_failure',
      doc_url: 'https://stripe.com/docs/error-codes/payment-intent-authentication-failure',
      message:
        'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
      payment_method,
      type: 'invalid_request_error',
    }
  }
  const decline = DECLINES[lastError.reason]
  return {
    advice_code: decline.advice,
    charge: lastError.charge,
    code: decline.code,
    decline_code: lastError.reason,
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
    network_decline_code: decline.networkCode,
    payment_method,
    type: 'card_error',
  }
}

function renderNextAction(intent: PaymentIntentRecord): Stripe.PaymentIntent.NextAction | null {
  if (intent.status !== 'requires_action') return null
  // In a hosted session the acquirer's own page leads the cardholder to the bank; there is nothing for a merchant to open.
  return { type: 'use_stripe_sdk', use_stripe_sdk: {} }
}

/** A payment intent as the API shows it; `latest_charge` and `payment_method` whole where the expansion asks. */
export function renderPaymentIntent(
  db: ReadDb,
  intent: PaymentIntentRecord,
  expansion: Expansion = {},
): Stripe.PaymentIntent {
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: Number(intent.amount),
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: intent.status === 'succeeded' ? Number(intent.amount) : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.canceledAt === null ? null : 'expired',
    capture_method: 'automatic_async',
    client_secret: intent.clientSecret,
    confirmation_method: 'automatic',
    created: intent.created,
    currency: intent.currency,
    customer: null,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: renderLastError(db, intent),
    latest_charge:
      expansion['latest_charge'] && intent.latestCharge !== null
        ? renderCharge(getCharge(db, intent.latestCharge))
        : intent.latestCharge,
    livemode: false,
    managed_payments: null,
    metadata: intent.metadata,
    next_action: renderNextAction(intent),
    on_behalf_of: null,
    payment_method:
      expansion['payment_method'] && intent.card
        ? renderPaymentMethod(intent.card, intent.created, customerOfCard(db, intent.card.paymentMethod))
        : (intent.card?.paymentMethod ?? null),
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: intent.status === 'processing' ? { type: 'card', card: {} } : null,
    receipt_email: intent.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: intent.statementDescriptorSuffix,
    status: intent.status,
    transfer_data: null,
    transfer_group: null,
  }
}
