import { z } from 'zod'
import { fromTypeId } from '../../../../contract/ids.ts'
import { outsidePageSchema } from '../../../platform/outside-text.ts'
import { declineCodeOf } from './card-declines.ts'
import type { Decline, KeptMeans, Means, Report, Standing } from './rail.ts'

/**
 * What we read of a Checkout Session (https://docs.stripe.com/api/checkout/sessions/object), retrieved with its
 * payment intent and that one's latest charge. Whatever else Stripe sends is not looked at.
 */
const seconds = z.int().nonnegative()
const minorUnits = z.int().nonnegative()

const cardShape = {
  brand: z.string().nullable(),
  last4: z.string().nullable(),
  funding: z.enum(['credit', 'debit', 'prepaid', 'unknown']).catch('unknown'),
}

const chargeSchema = z.object({
  id: z.string(),
  created: seconds,
  amount_refunded: minorUnits,
  // Which card was charged is known only here: on the page another one than chosen may have been typed in.
  payment_method_details: z.object({ card: z.object(cardShape).optional() }).nullish(),
})

/** The card as Stripe keeps it; `always` is the customer's own wish to see it again, given on Stripe's page. */
const methodSchema = z.object({
  id: z.string(),
  customer: z.string().nullable(),
  allow_redisplay: z.string().optional(),
  card: z
    .object({
      ...cardShape,
      brand: z.string(),
      last4: z.string().regex(/^\d{4}$/),
      exp_month: z.int(),
      exp_year: z.int(),
      fingerprint: z.string().nullish(),
    })
    .optional(),
})

const intentSchema = z.object({
  id: z.string(),
  status: z.string(),
  amount_received: minorUnits,
  currency: z.string(),
  last_payment_error: z
    .object({
      code: z.string().optional(),
      decline_code: z.string().optional(),
      charge: z.string().optional(),
    })
    .nullable(),
  latest_charge: chargeSchema.nullable(),
  payment_method: methodSchema.nullish(),
})

const sessionSchema = z.object({
  id: z.string(),
  created: seconds,
  client_reference_id: z.string().nullable(),
  status: z.enum(['open', 'complete', 'expired']),
  url: z.string().nullable(),
  expires_at: seconds,
  payment_intent: intentSchema.nullable(),
})

type Session = z.output<typeof sessionSchema>
type Intent = z.output<typeof intentSchema>

/** What has to be expanded for `reportOf`, in a session and in a list of sessions. */
export const sessionExpansion = ['payment_intent.latest_charge', 'payment_intent.payment_method']
export const sessionListExpansion = [
  'data.payment_intent.latest_charge',
  'data.payment_intent.payment_method',
]

/** How a payment stands, from a session as Stripe answered it. Throws `ZodError` when it is no such thing. */
export function reportOf(answer: unknown): Report {
  const session = sessionSchema.parse(answer)
  const standing = standingOf(session)
  return {
    reference: session.id,
    orderId: fromTypeId('deposit', session.client_reference_id ?? '') ?? null,
    begunAt: instant(session.created),
    standing,
    means: standing.kind === 'paid' && session.payment_intent ? meansOf(session.payment_intent) : null,
    decline: standing.kind === 'paid' || !session.payment_intent ? null : declineOf(session.payment_intent),
  }
}

/** The payment intent is where the money is; the session only says what the page is doing. */
function standingOf({ status, url, expires_at, payment_intent: intent }: Session): Standing {
  if (intent?.status === 'succeeded')
    return {
      kind: 'paid',
      payment: intent.id,
      // JSON numbers: charges have at most eight digits, so they are exact.
      amount: BigInt(intent.amount_received),
      refunded: BigInt(intent.latest_charge?.amount_refunded ?? 0),
      currency: intent.currency.toUpperCase(),
    }
  switch (status) {
    case 'open':
      return { kind: 'open', pageUrl: outsidePageSchema.parse(url), expiresAt: instant(expires_at) }
    case 'expired':
      return { kind: 'expired' }
    case 'complete':
      return hasEnded(intent) ? { kind: 'failed' } : { kind: 'processing' }
  }
}

/** On a complete session nobody can try another card, so an intent that wants one will get none. */
function hasEnded(intent: Intent | null): boolean {
  return intent !== null && ['requires_payment_method', 'canceled'].includes(intent.status)
}

function declineOf({ id, last_payment_error: error, latest_charge: charge }: Intent): Decline | null {
  if (!error) return null
  const code = declineCodeOf(error)
  return {
    code,
    // A failed 3-D Secure step has no charge.
    reference: error.charge ?? `${id}/${code}`,
    at: charge && charge.id === error.charge ? instant(charge.created) : null,
  }
}

function meansOf({ latest_charge: charge, payment_method: method }: Intent): Means | null {
  const card = charge?.payment_method_details?.card
  if (!card) return null
  return {
    kind: 'card',
    label: labelOf(card.brand ?? 'card', card.last4 ?? '????'),
    funding: card.funding,
    kept: method ? keptOf(method) : null,
  }
}

function keptOf({ id, customer, allow_redisplay, card }: z.output<typeof methodSchema>): KeptMeans | null {
  if (customer === null || allow_redisplay !== 'always' || !card) return null
  const { brand, last4, funding, exp_month, exp_year, fingerprint } = card
  return {
    token: id,
    identity: fingerprint ?? id,
    details: { kind: 'card', brand, last4, funding, exp_month, exp_year },
    expiresOn: lastDayOf(exp_year, exp_month),
  }
}

/** A card is good until the last day of the month printed on it (ISO/IEC 7813). */
function lastDayOf(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}

const brands: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  unionpay: 'UnionPay',
  jcb: 'JCB',
  diners: 'Diners Club',
  discover: 'Discover',
}

export function labelOf(brand: string, last4: string): string {
  return `${brands[brand] ?? 'Card'} •••• ${last4}`
}

function instant(epochSeconds: number): Date {
  return new Date(epochSeconds * 1_000)
}
