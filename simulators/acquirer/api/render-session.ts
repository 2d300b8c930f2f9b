import type { Stripe } from 'stripe'
import type { ReadDb } from '../../shared/queries-store.ts'
import { getPaymentIntent } from '../store/queries-payments.ts'
import type { SessionRecord } from '../store/records.ts'
import type { Expansion } from './expand.ts'
import { renderPaymentIntent } from './render-payment-intent.ts'

/** On the wire a decimal is text; the official client turns it into its `Decimal` after receiving it. */
type WirePrice = Omit<Stripe.Price, 'unit_amount_decimal'> & { unit_amount_decimal: string | null }
type WireLineItem = Omit<Stripe.LineItem, 'price'> & { price: WirePrice | null }
export type WireSession = Omit<Stripe.Checkout.Session, 'line_items'> & {
  line_items?: Stripe.ApiList<WireLineItem>
}

function renderLineItems(session: SessionRecord): Stripe.ApiList<WireLineItem> {
  const data = session.lineItems.map((item): WireLineItem => {
    const total = Number(item.unitAmount * BigInt(item.quantity))
    return {
      id: item.id,
      object: 'item',
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: total,
      amount_tax: 0,
      amount_total: total,
      currency: session.currency,
      description: item.name,
      metadata: {},
      price: {
        id: item.price,
        object: 'price',
        active: false,
        billing_scheme: 'per_unit',
        created: session.created,
        currency: session.currency,
        custom_unit_amount: null,
        livemode: false,
        lookup_key: null,
        metadata: {},
        nickname: null,
        product: item.product,
        recurring: null,
        tax_behavior: 'unspecified',
        tiers_mode: null,
        transform_quantity: null,
        type: 'one_time',
        unit_amount: Number(item.unitAmount),
        unit_amount_decimal: item.unitAmount.toString(),
      },
      quantity: item.quantity,
    }
  })
  return { object: 'list', data, has_more: false, url: `/v1/checkout/sessions/${session.id}/line_items` }
}

function renderCustomer(session: SessionRecord): Stripe.Checkout.Session.CustomerDetails | null {
  const email = session.payer?.email ?? session.customerEmail
  if (email === null) return null
  const name = session.payer?.name ?? null
  return {
    address: session.payer
      ? { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }
      : null,
    business_name: null,
    email,
    individual_name: null,
    name,
    phone: null,
    tax_exempt: 'none',
    tax_ids: session.payer ? [] : null,
  }
}

/** What this simulator has no feature for, with the value the acquirer shows when a feature is not used. */
const UNUSED = {
  adaptive_pricing: { enabled: false },
  after_expiration: null,
  allow_promotion_codes: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  billing_address_collection: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  custom_text: {
    after_submit: null,
    shipping_address: null,
    submit: null,
    terms_of_service_acceptance: null,
  },
  customer_account: null,
  customer_creation: 'if_required',
  discounts: [],
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  livemode: false,
  managed_payments: null,
  mode: 'payment',
  optional_items: null,
  origin_context: null,
  payment_link: null,
  payment_method_collection: 'if_required',
  payment_method_configuration_details: null,
  payment_method_options: { card: { request_three_d_secure: 'automatic' } },
  payment_method_types: ['card'],
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  subscription: null,
  ui_mode: 'hosted_page',
  wallet_options: null,
} satisfies Partial<Stripe.Checkout.Session>

/** A session as the API shows it; its page's address only while it is open. */
export function renderSession(
  db: ReadDb,
  publicUrl: string,
  session: SessionRecord,
  expansion: Expansion = {},
): WireSession {
  const intent = expansion['payment_intent']
  return {
    ...UNUSED,
    id: session.id,
    object: 'checkout.session',
    allowed_payment_method_types: session.allowedMethods,
    amount_subtotal: Number(session.amountTotal),
    amount_total: Number(session.amountTotal),
    cancel_url: session.cancelUrl,
    client_reference_id: session.clientReferenceId,
    created: session.created,
    currency: session.currency,
    customer: session.customer,
    customer_details: renderCustomer(session),
    saved_payment_method_options: session.offersSaving
      ? { allow_redisplay_filters: ['always'], payment_method_remove: null, payment_method_save: 'enabled' }
      : null,
    customer_email: session.customerEmail,
    expires_at: session.expiresAt,
    ...(expansion['line_items'] ? { line_items: renderLineItems(session) } : {}),
    locale: session.locale,
    metadata: session.metadata,
    payment_intent:
      intent && session.paymentIntent !== null
        ? renderPaymentIntent(db, getPaymentIntent(db, session.paymentIntent), intent)
        : session.paymentIntent,
    payment_status: session.paymentStatus,
    status: session.status,
    submit_type: session.submitType,
    success_url: session.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    url: session.status === 'open' ? `${publicUrl}/c/pay/${session.id}` : null,
  }
}
