import { z } from 'zod'
import { CARD_BRANDS, DECLINE_REASONS } from '../cards.ts'
import { CURRENCY_CODES } from '../currencies.ts'

/** Minor units: a `bigint` in the program, a decimal string in stored JSON, which knows no large integers. */
const minorUnits = z.codec(z.string().regex(/^\d{1,18}$/), z.bigint(), {
  decode: text => BigInt(text),
  encode: amount => amount.toString(),
})

const currency = z.enum(CURRENCY_CODES)
const metadata = z.record(z.string(), z.string())
const declineReason = z.enum(DECLINE_REASONS)

/** The card that was used, without its number: what an acquirer tells a merchant about it. */
const usedCardSchema = z.object({
  paymentMethod: z.string(),
  /** Key of the test card, which decides what the payment does; `null` for a number that is none. */
  testCard: z.string().nullable(),
  brand: z.enum(CARD_BRANDS),
  funding: z.enum(['credit', 'debit', 'prepaid', 'unknown']),
  country: z.string().nullable(),
  last4: z.string(),
  fingerprint: z.string(),
  expMonth: z.int(),
  expYear: z.int(),
  holder: z.string(),
  email: z.string(),
  /** The customer it is to be kept for once it has been charged; cards stored before this was known have none. */
  keepFor: z.string().nullable().default(null),
})

export type UsedCard = z.output<typeof usedCardSchema>

/** What one press of the Pay button came to. Kept, so that the same press sent twice is one payment. */
const payOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('completed'),
    /** Events that must have been delivered before the browser is sent back. */
    deliverFirst: z.array(z.string()),
  }),
  z.object({ kind: z.literal('connection_lost') }),
  z.object({ kind: z.literal('declined'), reason: declineReason }),
  z.object({ kind: z.literal('authentication_failed') }),
  z.object({ kind: z.literal('authentication_required'), token: z.string() }),
])

export type PayOutcome = z.output<typeof payOutcomeSchema>

export const sessionSchema = z.object({
  id: z.string(),
  created: z.int(),
  status: z.enum(['open', 'complete', 'expired']),
  paymentStatus: z.enum(['unpaid', 'paid']),
  currency,
  amountTotal: minorUnits,
  lineItems: z.array(
    z.object({
      id: z.string(),
      price: z.string(),
      product: z.string(),
      name: z.string(),
      description: z.string().nullable(),
      unitAmount: minorUnits,
      quantity: z.int(),
    }),
  ),
  clientReferenceId: z.string().nullable(),
  customerEmail: z.string().nullable(),
  /** Whose saved cards are shown, and whether the one that is typed in may be saved. */
  customer: z.string().nullable().default(null),
  offersSaving: z.boolean().default(false),
  // Sessions stored before this was kept have none.
  allowedMethods: z.array(z.literal('card')).nullable().default(null),
  metadata,
  locale: z.string().nullable(),
  submitType: z.string().nullable(),
  successUrl: z.string(),
  cancelUrl: z.string().nullable(),
  expiresAt: z.int(),
  paymentIntent: z.string().nullable(),
  paymentIntentData: z.object({
    metadata,
    description: z.string().nullable(),
    receiptEmail: z.string().nullable(),
    statementDescriptorSuffix: z.string().nullable(),
  }),
  payer: z.object({ name: z.string(), email: z.string() }).nullable(),
  /** Every press of the Pay button, by the token of the form it came from. */
  presses: z.array(z.object({ token: z.string(), outcome: payOutcomeSchema })),
  /** The payment went through, but neither the merchant nor the browser was told. */
  silent: z.boolean(),
})

export type SessionRecord = z.output<typeof sessionSchema>

export const paymentIntentSchema = z.object({
  id: z.string(),
  created: z.int(),
  session: z.string(),
  currency,
  amount: minorUnits,
  metadata,
  description: z.string().nullable(),
  receiptEmail: z.string().nullable(),
  statementDescriptorSuffix: z.string().nullable(),
  clientSecret: z.string(),
  status: z.enum(['requires_payment_method', 'requires_action', 'processing', 'succeeded', 'canceled']),
  card: usedCardSchema.nullable(),
  latestCharge: z.string().nullable(),
  lastError: z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('declined'),
        reason: declineReason,
        card: usedCardSchema,
        charge: z.string(),
      }),
      z.object({ kind: z.literal('authentication_failed'), card: usedCardSchema }),
    ])
    .nullable(),
  /** While the cardholder is asked: the token of the bank's page. */
  authenticationToken: z.string().nullable(),
  canceledAt: z.int().nullable(),
  /** While it is processing: when it settles, and how. */
  settlement: z.object({ atMs: z.int(), outcome: z.enum(['succeeded', 'failed']) }).nullable(),
})

export type PaymentIntentRecord = z.output<typeof paymentIntentSchema>

export const chargeSchema = z.object({
  id: z.string(),
  created: z.int(),
  paymentIntent: z.string(),
  currency,
  amount: minorUnits,
  amountRefunded: minorUnits,
  metadata,
  description: z.string().nullable(),
  receiptEmail: z.string().nullable(),
  statementDescriptorSuffix: z.string().nullable(),
  status: z.enum(['succeeded', 'pending', 'failed']),
  card: usedCardSchema,
  decline: declineReason.nullable(),
  /** The cardholder was asked by the bank and agreed. */
  authenticated: z.boolean(),
  authorizationCode: z.string(),
})

export type ChargeRecord = z.output<typeof chargeSchema>

/** A card that is kept for a customer; taken away, it stays as detached. */
export const savedCardSchema = z.object({
  customer: z.string().nullable(),
  created: z.int(),
  card: usedCardSchema,
})

export type SavedCard = z.output<typeof savedCardSchema>

export const refundSchema = z.object({
  id: z.string(),
  created: z.int(),
  charge: z.string(),
  paymentIntent: z.string(),
  currency,
  amount: minorUnits,
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).nullable(),
  metadata,
  acquirerReference: z.string(),
})

export type RefundRecord = z.output<typeof refundSchema>

/** A stored row is parsed like any other input: a file from an older program must not pass unseen. */
export function decodeRecord<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> {
  const stored: unknown = JSON.parse(body)
  return schema.parse(stored)
}

export function encodeRecord<Schema extends z.ZodType>(schema: Schema, record: z.output<Schema>): string {
  return JSON.stringify(z.encode(schema, record))
}
