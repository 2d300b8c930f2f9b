import { fromTypeId, toTypeId } from '../../../../contract/ids.ts'
import type { Currency } from '../../../../contract/money.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import {
  createWalletApi,
  walletPageSchema,
  walletPaymentSchema,
  type Asked,
  type WalletApi,
  type WalletPayment,
} from './ewallet-api.ts'
import { readNotification } from './ewallet-notification.ts'
import type {
  Answer,
  Decline,
  DeclineCode,
  Means,
  Order,
  Paid,
  PaymentName,
  Rail,
  Report,
  Standing,
} from './rail.ts'

/**
 * An e-wallet partner: its page by redirect, its word by a signed notification that only makes us ask. Our deposit id is
 * the reference of the payment there, so that a repeated opening is the same payment.
 */
export type EwalletRailOptions = {
  /** Base address of the partner's API. */
  apiUrl: string
  apiKey: string
  /** `whsec_` and base64: the key of the signatures on notifications. */
  notifySecret: string
}

/** The partner settles these; other currencies are for the other methods. */
const walletCurrencies: readonly Currency[] = ['CNY', 'HKD', 'USD', 'EUR', 'GBP']

/** The partner counts by its own clock; a search looks this much to both sides. */
const clockSkewMs = 5 * 60_000

export const ewalletProvider = 'ewallet'

export function createEwalletRail(options: EwalletRailOptions): Rail {
  const call = createWalletApi(options)
  return {
    kind: 'ewallet',
    methods: ['ewallet'],
    provider: ewalletProvider,
    obstacle: ({ currency }) =>
      walletCurrencies.includes(currency) ? undefined : { code: 'currency_unsupported' },
    start: order => start(call, order),
    advance: payment => standing(call, payment),
    cancel: payment => cancel(call, payment),
    refund: (payment, paid) => refund(call, payment, paid),
    keeper: { register: null, forget: token => endAgreement(call, token) },
    handleCallback: (body, headers) => Promise.resolve(readNotification(options.notifySecret, body, headers)),
    reconcile: period => paymentsBegun(call, period),
  }
}

async function start(call: WalletApi, order: Order): Promise<Answer> {
  return answerOf(
    await call('POST', '/v1/payments', {
      merchant_reference: toTypeId('deposit', order.id),
      amount: order.amount.minor.toString(),
      currency: order.amount.currency,
      description: order.label,
      locale: order.locale,
      return_url: order.paidUrl,
      cancel_url: order.backUrl,
      expires_at: order.expiresAt.toISOString(),
      offer_agreement: order.save,
      agreement: order.token,
    }),
  )
}

async function standing(call: WalletApi, { reference, orderId }: PaymentName): Promise<Answer> {
  if (reference !== null) return answerOf(await call('GET', `/v1/payments/${encodeURIComponent(reference)}`))
  const name = encodeURIComponent(toTypeId('deposit', orderId))
  const asked = await call('GET', `/v1/payments?merchant_reference=${name}`)
  if (asked.kind === 'unknown') return asked
  const page = walletPageSchema.safeParse(asked.body)
  if (!page.success) return { kind: 'unknown', cause: `unreadable answer: ${page.error.message}` }
  const [payment] = page.data.data
  return payment ? { kind: 'report', report: reportOf(payment) } : { kind: 'absent' }
}

async function cancel(call: WalletApi, { reference }: PaymentName): Promise<Answer> {
  assertInvariant(reference !== null, 'a payment page is canceled by its reference')
  return answerOf(await call('POST', `/v1/payments/${encodeURIComponent(reference)}/cancel`))
}

/** The refund is named after the deposit: asked again after a lost answer, it gives back once. */
async function refund(call: WalletApi, { orderId }: PaymentName, paid: Paid): Promise<Answer> {
  return answerOf(
    await call('POST', `/v1/payments/${encodeURIComponent(paid.payment)}/refunds`, {
      refund_reference: toTypeId('deposit', orderId),
      amount: paid.amount.toString(),
    }),
  )
}

async function endAgreement(call: WalletApi, token: string): Promise<void> {
  const asked = await call('DELETE', `/v1/agreements/${encodeURIComponent(token)}`)
  if (asked.kind === 'unknown') throw new Error(`the e-wallet did not end an agreement: ${asked.cause}`)
  if (asked.status >= 400 && asked.status !== 404)
    throw new Error(`the e-wallet refuses to end an agreement: status ${asked.status}`)
}

async function* paymentsBegun(call: WalletApi, period: { from: Date; to: Date }): AsyncGenerator<Report> {
  const from = new Date(period.from.getTime() - clockSkewMs).toISOString()
  const until = new Date(period.to.getTime() + clockSkewMs).toISOString()
  let after: number | null = 0
  while (after !== null) {
    const query = new URLSearchParams({ created_from: from, created_until: until, after: String(after) })
    const asked = await call('GET', `/v1/payments?${query.toString()}`)
    if (asked.kind === 'unknown') throw new Error(`the e-wallet did not show its books: ${asked.cause}`)
    const page = walletPageSchema.parse(asked.body)
    for (const payment of page.data) yield reportOf(payment)
    after = page.next
  }
}

function answerOf(asked: Asked): Answer {
  if (asked.kind === 'unknown') return asked
  if (asked.status === 404) return { kind: 'absent' }
  if (asked.status >= 400) return { kind: 'refused', cause: `status ${asked.status}` }
  const payment = walletPaymentSchema.safeParse(asked.body)
  return payment.success
    ? { kind: 'report', report: reportOf(payment.data) }
    : { kind: 'unknown', cause: `unreadable answer: ${payment.error.message}` }
}

export function reportOf(payment: WalletPayment): Report {
  const { decline, status } = payment
  return {
    reference: payment.id,
    orderId: fromTypeId('deposit', payment.merchant_reference) ?? null,
    begunAt: payment.created_at,
    standing: standingOf(payment),
    decline: decline && status !== 'paid' ? declineOf(decline) : null,
    means: status === 'paid' ? meansOf(payment) : null,
  }
}

function standingOf(payment: WalletPayment): Standing {
  switch (payment.status) {
    case 'waiting':
      return payment.pay_url === null
        ? { kind: 'processing' }
        : { kind: 'open', pageUrl: payment.pay_url, expiresAt: payment.expires_at }
    case 'processing':
      return { kind: 'processing' }
    case 'paid': {
      const { id, amount, refunded, currency } = payment
      return { kind: 'paid', payment: id, amount, refunded, currency: currency.toUpperCase() }
    }
    case 'declined':
      return { kind: 'failed' }
    case 'canceled':
    case 'expired':
      return { kind: 'expired' }
  }
}

const declines: Readonly<Record<string, DeclineCode>> = {
  insufficient_balance: 'insufficient_funds',
  wallet_frozen: 'wallet_frozen',
  limit_reached: 'velocity_exceeded',
  agreement_ended: 'agreement_ended',
}

function declineOf({ id, code, at }: NonNullable<WalletPayment['decline']>): Decline {
  return { code: declines[code] ?? 'wallet_declined', reference: id, at }
}

function meansOf({ payer, agreement }: WalletPayment): Means {
  const account = payer?.account ?? agreement?.account ?? ''
  return {
    kind: 'ewallet',
    label: account,
    funding: null,
    kept: agreement && {
      token: agreement.id,
      identity: agreement.account,
      details: { kind: 'ewallet', provider: ewalletProvider, account: agreement.account },
      expiresOn: agreement.expires_on,
    },
  }
}
