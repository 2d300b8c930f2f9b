import type { Stripe } from 'stripe'
import type { ChargeRecord, UsedCard } from '../store/records.ts'

const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

export function renderBillingDetails(card: UsedCard): Stripe.Charge.BillingDetails {
  return { address: NO_ADDRESS, email: card.email, name: card.holder, phone: null, tax_id: null }
}

/** The card's code was checked and right, unless that is why it was refused. */
function renderChecks(codePassed: boolean) {
  return {
    address_line1_check: null,
    address_postal_code_check: null,
    cvc_check: codePassed ? 'pass' : 'fail',
  }
}

/** `customer`: who keeps it now, or null. Kept by the cardholder's own tick, it may be shown to them again. */
export function renderPaymentMethod(
  card: UsedCard,
  created: number,
  customer: string | null,
): Stripe.PaymentMethod {
  return {
    id: card.paymentMethod,
    object: 'payment_method',
    allow_redisplay: customer === null ? 'limited' : 'always',
    billing_details: renderBillingDetails(card),
    card: {
      brand: card.brand,
      checks: renderChecks(true),
      country: card.country,
      display_brand: card.brand,
      exp_month: card.expMonth,
      exp_year: card.expYear,
      fingerprint: card.fingerprint,
      funding: card.funding,
      generated_from: null,
      last4: card.last4,
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created,
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  }
}

export function renderCardDetails(charge: ChargeRecord): Stripe.Charge.PaymentMethodDetails {
  const { card } = charge
  return {
    card: {
      amount_authorized: charge.status === 'succeeded' ? Number(charge.amount) : null,
      authorization_code: charge.status === 'succeeded' ? charge.authorizationCode : null,
      brand: card.brand,
      checks: renderChecks(charge.decline !== 'incorrect_cvc'),
      country: card.country,
      electronic_commerce_indicator: charge.authenticated ? '05' : null,
      exp_month: card.expMonth,
      exp_year: card.expYear,
      fingerprint: card.fingerprint,
      funding: card.funding,
      installments: null,
      last4: card.last4,
      mandate: null,
      network: card.brand,
      network_token: { used: false },
      network_transaction_id: null,
      regulated_status: 'unregulated',
      three_d_secure: charge.authenticated
        ? {
            authentication_flow: 'challenge',
            electronic_commerce_indicator: '05',
            exemption_indicator: null,
            result: 'authenticated',
            result_reason: null,
            transaction_id: null,
            version: '2.2.0',
          }
        : null,
      transaction_link_id: null,
      wallet: null,
    },
    type: 'card',
  }
}
