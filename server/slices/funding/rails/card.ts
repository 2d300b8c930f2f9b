import { Stripe } from 'stripe'
import { ZodError } from 'zod'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Locale } from '../../../../contract/schemas.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import { cardAmountObstacle } from './card-amounts.ts'
import { callbackOf } from './card-callback.ts'
import { reportOf, sessionExpansion, sessionListExpansion } from './card-report.ts'
import type { Answer, Callback, Order, Paid, PaymentName, Rail, Report } from './rail.ts'

/**
 * Cards through Stripe Checkout: a page of Stripe's, so that no card number ever reaches us (PCI DSS, SAQ A). The
 * same code talks to Stripe and, in the test edition, to `simulators/acquirer`, which speaks the same API.
 */
export type CardRailOptions = {
  secretKey: string
  webhookSecret: string
  /** Base address of the API; undefined is Stripe's own. */
  apiUrl: string | undefined
}

/** The version whose shapes `card-report.ts` reads; the installed client's own, and checked by the compiler. */
const apiVersion = '2026-10-28.endive'

/** One attempt may take this long; with two repetitions a call ends within half a minute. */
const callTimeoutMs = 8_000
const repetitions = 2

/** Stripe counts sessions by its own clock; a search looks this much to both sides. */
const clockSkewMs = 5 * 60_000
/** A session is begun within the deposit's first minutes (`schedule.ts`); nothing is searched for beyond an hour. */
const searchMs = 60 * 60_000

const locales: Record<Locale, 'zh' | 'en'> = { 'zh-CN': 'zh', en: 'en' }

export function createCardRail(options: CardRailOptions): Rail {
  const stripe = createClient(options)
  return {
    kind: 'card',
    methods: ['card_debit', 'card_credit'],
    provider: 'stripe',
    obstacle: cardAmountObstacle,
    start: order => asked(() => start(stripe, order)),
    advance: payment => asked(() => standing(stripe, payment)),
    cancel: payment => asked(() => expireSession(stripe, payment)),
    refund: (payment, paid) => asked(() => refund(stripe, payment, paid)),
    keeper: {
      register: customerId => openCustomer(stripe, customerId),
      forget: token => detach(stripe, token),
    },
    handleCallback: (body, headers) =>
      readCallback(stripe, options.webhookSecret, body, headers['stripe-signature']),
    reconcile: period => sessionsBegun(stripe, period),
  }
}

function createClient({ secretKey, apiUrl }: CardRailOptions): Stripe {
  const base = apiUrl === undefined ? undefined : new URL(apiUrl)
  const protocol = base?.protocol === 'http:' ? 'http' : 'https'
  return new Stripe(secretKey, {
    apiVersion,
    timeout: callTimeoutMs,
    maxNetworkRetries: repetitions,
    telemetry: false,
    appInfo: { name: 'OKPay' },
    ...(base
      ? { protocol, host: base.hostname, port: base.port || (protocol === 'http' ? '80' : '443') }
      : {}),
  })
}

/** To a repeated call Stripe gives the first answer again, as things were then; how they are now it must be asked. */
async function start(stripe: Stripe, order: Order): Promise<Answer> {
  const session = await openSession(stripe, order)
  if (session.lastResponse.headers['idempotent-replayed'] !== 'true') return reportAnswer(session)
  return retrieve(stripe, session.id)
}

/** The idempotency key is our order id: whatever was lost on the way, an order has one session. */
function openSession(stripe: Stripe, order: Order): Promise<Stripe.Response<Stripe.Checkout.Session>> {
  const reference = toTypeId('deposit', order.id)
  const metadata = { deposit: reference, number: order.number }
  return stripe.checkout.sessions.create(
    {
      mode: 'payment',
      ui_mode: 'hosted_page',
      allowed_payment_method_types: ['card'],
      // Otherwise Stripe may charge in the card's currency, and what arrives is not what was agreed.
      adaptive_pricing: { enabled: false },
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: order.amount.currency.toLowerCase(),
            // At most eight digits (`card-amounts.ts`), so the number is exact.
            unit_amount: Number(order.amount.minor),
            product_data: { name: order.label },
          },
        },
      ],
      client_reference_id: reference,
      metadata,
      // Stripe's page shows the cards it keeps for its customer, and asks whether to keep the one that is typed in.
      ...(order.customer === null
        ? {}
        : {
            customer: order.customer,
            saved_payment_method_options: { payment_method_save: 'enabled' as const },
          }),
      payment_intent_data: { metadata, description: order.label },
      locale: locales[order.locale],
      submit_type: 'pay',
      expires_at: Math.floor(order.expiresAt.getTime() / 1_000),
      success_url: order.paidUrl,
      cancel_url: order.backUrl,
      expand: sessionExpansion,
    },
    { idempotencyKey: reference },
  )
}

async function standing(stripe: Stripe, payment: PaymentName): Promise<Answer> {
  if (payment.reference !== null) return retrieve(stripe, payment.reference)
  const { orderId, orderedAt } = payment
  const to = new Date(orderedAt.getTime() + searchMs)
  for await (const report of sessionsBegun(stripe, { from: orderedAt, to }))
    if (report.orderId === orderId) return { kind: 'report', report }
  return { kind: 'absent' }
}

async function retrieve(stripe: Stripe, reference: string): Promise<Answer> {
  return reportAnswer(await stripe.checkout.sessions.retrieve(reference, { expand: sessionExpansion }))
}

/** An open session is closed; one that no longer is open answers 400, and then only its standing tells why. */
async function expireSession(stripe: Stripe, payment: PaymentName): Promise<Answer> {
  assertInvariant(payment.reference !== null, 'a payment page is canceled by its reference')
  try {
    return reportAnswer(
      await stripe.checkout.sessions.expire(payment.reference, { expand: sessionExpansion }),
    )
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
    return standing(stripe, payment)
  }
}

/** The key is our order id: asked again after a lost answer, it gives back once. What is back already is no failure. */
async function refund(stripe: Stripe, payment: PaymentName, paid: Paid): Promise<Answer> {
  const reference = toTypeId('deposit', payment.orderId)
  try {
    await stripe.refunds.create(
      { payment_intent: paid.payment, metadata: { deposit: reference } },
      { idempotencyKey: `refund ${reference}` },
    )
  } catch (error) {
    const isBack =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'charge_already_refunded'
    if (!isBack) throw error
  }
  return standing(stripe, payment)
}

/** Opens the customer at Stripe under our id, without a name or address: it only holds cards together. */
async function openCustomer(stripe: Stripe, customerId: string): Promise<string> {
  const reference = toTypeId('customer', customerId)
  const { id } = await stripe.customers.create(
    { metadata: { customer: reference } },
    { idempotencyKey: `customer ${reference}` },
  )
  return id
}

async function detach(stripe: Stripe, token: string): Promise<void> {
  try {
    await stripe.paymentMethods.detach(token)
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
    // Stripe refuses for one that is unknown or detached already; anything else it would refuse again and again.
    const { customer } = await stripe.paymentMethods.retrieve(token)
    if (customer !== null) throw error
  }
}

async function* sessionsBegun(stripe: Stripe, period: { from: Date; to: Date }): AsyncGenerator<Report> {
  const created = {
    gte: Math.floor((period.from.getTime() - clockSkewMs) / 1_000),
    lte: Math.ceil((period.to.getTime() + clockSkewMs) / 1_000),
  }
  const sessions = stripe.checkout.sessions.list({ created, limit: 100, expand: sessionListExpansion })
  for await (const session of sessions) if (session.mode === 'payment') yield reportOf(session)
}

function reportAnswer(session: Stripe.Checkout.Session): Answer {
  return { kind: 'report', report: reportOf(session) }
}

/**
 * Turns what a call may end in into an answer. Only a refusal of the request itself is certain; after anything else
 * (no connection, time-out, 409, 429, 5xx, our key refused) the call may have been done or may be done later.
 */
async function asked(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof ZodError) return { kind: 'unknown', cause: `unreadable answer: ${error.message}` }
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    if (error.code === 'resource_missing') return { kind: 'absent' }
    if (error instanceof Stripe.errors.StripeInvalidRequestError)
      return { kind: 'refused', cause: sentence(error) }
    return { kind: 'unknown', cause: sentence(error) }
  }
}

function sentence({ type, code, statusCode, message }: Stripe.errors.StripeError): string {
  return `${type} ${code ?? statusCode ?? ''}: ${message}`
}

/**
 * The signature is an HMAC over timestamp and body (https://docs.stripe.com/webhooks/signature); five minutes old
 * is too old. The age is that of a message on the real network, so it is the real clock's, not the test clock's.
 */
async function readCallback(
  stripe: Stripe,
  secret: string,
  body: Buffer,
  signature: string | string[] | undefined,
): Promise<Callback> {
  if (typeof signature !== 'string') return { kind: 'refused', cause: 'no signature' }
  try {
    return callbackOf(await stripe.webhooks.constructEventAsync(body, signature, secret))
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError)
      return { kind: 'refused', cause: 'signature' }
    if (error instanceof SyntaxError) return { kind: 'refused', cause: 'not JSON' }
    throw error
  }
}
