import { z } from 'zod'
import { operation } from '../operation.ts'
import {
  feeLineSchema,
  idSchema,
  moneyOrZeroSchema,
  moneySchema,
  timelineStepSchema,
  timestampSchema,
  wireMoneySchema,
} from '../schemas.ts'
import { limitSchema } from './pricing.ts'

export const depositStatuses = [
  'requires_action',
  'pending',
  'in_review',
  'succeeded',
  'failed',
  'canceled',
  'expired',
  'reversed',
] as const
export type DepositStatus = (typeof depositStatuses)[number]

/** How money comes in. A card's price depends on its kind, so the kind is chosen before it is used. */
export const depositMethods = ['card_debit', 'card_credit', 'ewallet', 'bank_transfer'] as const
export type DepositMethod = (typeof depositMethods)[number]

/** When money is usually there. */
const arrivalSchema = z.enum(['within_minutes', 'banking_days'])

/** Our account for transfers in a currency, as people type it into their bank's form. */
export const depositAccountSchema = z
  .strictObject({
    holder: z.string(),
    account: z.string().meta({ description: "An IBAN or the bank's own number" }),
    bic: z.string(),
  })
  .meta({ id: 'DepositAccount' })

const actionSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('redirect'), url: z.string() }),
    z.strictObject({
      kind: z.literal('bank_transfer'),
      account: depositAccountSchema,
      reference: z.string().meta({ description: 'ISO 11649 creditor reference, without spaces' }),
    }),
  ])
  .nullable()
  .meta({
    description:
      'Where or how the customer pays; null while the page is being opened or when nothing is to be done',
  })

export const depositSchema = z
  .strictObject({
    id: z.string(),
    number: z.string(),
    status: z.enum(depositStatuses),
    status_reason: z.string().nullable(),
    method: z.enum(depositMethods),
    paid_with: z
      .strictObject({
        kind: z.enum(['card', 'ewallet', 'bank_account']),
        label: z.string().meta({ description: 'Brand and last four digits, masked name or sender' }),
        funding: z.enum(['credit', 'debit', 'prepaid', 'unknown']).nullable(),
      })
      .nullable()
      .meta({ description: 'What it was paid with, as the counterparty told us' }),
    amount: wireMoneySchema.meta({ description: 'What is charged, or what was sent' }),
    fees: z.array(feeLineSchema),
    credit: wireMoneySchema.meta({ description: 'What arrives in the wallet: amount less fees' }),
    action: actionSchema,
    last_decline: z
      .strictObject({ code: z.string(), at: timestampSchema })
      .nullable()
      .meta({ description: 'The last refusal by the card issuer or the e-wallet, if any' }),
    expected_by: timestampSchema.nullable(),
    created_at: timestampSchema,
    timeline: z.array(timelineStepSchema),
    actions: z.array(z.enum(['continue', 'cancel', 'repeat', 'receipt', 'contact_support'])),
  })
  .meta({ id: 'Deposit' })

export const previewDeposit = operation({
  id: 'previewDeposit',
  method: 'POST',
  path: '/v1/deposit_previews',
  summary: 'What a top-up costs and what arrives, without starting it',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({
    amount: moneySchema,
    method: z.enum(depositMethods).optional(),
    payment_method: idSchema('paymentMethod')
      .optional()
      .meta({ description: 'A saved one, instead of method' }),
  }),
  success: {
    status: 200,
    body: z.strictObject({
      amount: wireMoneySchema,
      fees: z.array(feeLineSchema),
      fee: wireMoneySchema,
      credit: wireMoneySchema,
      method: z.enum(depositMethods),
      other_card: z
        .strictObject({ method: z.enum(depositMethods), fee: wireMoneySchema })
        .nullable()
        .meta({
          description:
            'What a card of the other kind is charged if it is used on the page; never more than `fee`',
        }),
      arrives: arrivalSchema,
      latest_hours: z.number().int(),
      limits: z.array(limitSchema),
    }),
  },
  errors: [
    'not_signed_in',
    'amount_below_minimum',
    'amount_above_maximum',
    'limit_exceeded',
    'account_restricted',
    'account_closed',
    'currency_unsupported',
    'payment_method_expired',
    'payment_method_unusable',
  ],
})

/** One way to bring an amount in, with its price for exactly this amount. */
export const depositOptionSchema = z
  .strictObject({
    method: z.enum(depositMethods),
    fee: wireMoneySchema,
    credit: wireMoneySchema,
    arrives: arrivalSchema,
    latest_hours: z.number().int(),
    obstacle: z
      .string()
      .nullable()
      .meta({ description: 'Why it cannot be used for this amount: an error code, or null' }),
  })
  .meta({ id: 'DepositOption' })

export const listDepositOptions = operation({
  id: 'listDepositOptions',
  method: 'POST',
  path: '/v1/deposit_options',
  summary: 'Every way to top up by an amount: what it costs, how long it takes, whether it can be used',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({ amount: moneySchema }),
  success: { status: 200, body: z.strictObject({ data: z.array(depositOptionSchema) }) },
  errors: ['not_signed_in'],
})

export const createDeposit = operation({
  id: 'createDeposit',
  method: 'POST',
  path: '/v1/deposits',
  summary: 'Top up by card, e-wallet or bank transfer: opens a payment page, or says where to send the money',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  body: z.strictObject({
    amount: moneySchema,
    method: z.enum(depositMethods).optional(),
    payment_method: idSchema('paymentMethod')
      .optional()
      .meta({ description: 'A saved one, instead of method' }),
    save_payment_method: z
      .boolean()
      .default(false)
      .meta({ description: 'Offer to keep the card or wallet for the next time' }),
    expected_fee: moneyOrZeroSchema.optional(),
  }),
  success: { status: 201, body: depositSchema },
  errors: [
    'not_signed_in',
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'amount_below_minimum',
    'amount_above_maximum',
    'limit_exceeded',
    'account_restricted',
    'account_closed',
    'price_changed',
    'currency_unsupported',
    'payment_method_expired',
    'payment_method_unusable',
  ],
})

export const getDeposit = operation({
  id: 'getDeposit',
  method: 'GET',
  path: '/v1/deposits/{deposit}',
  summary: 'One top-up with its timeline',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ deposit: idSchema('deposit') }),
  success: { status: 200, body: depositSchema },
  errors: ['not_signed_in'],
})

export const checkDeposit = operation({
  id: 'checkDeposit',
  method: 'POST',
  path: '/v1/deposits/{deposit}/check',
  summary: 'Ask the counterparty now how the payment stands; harmless to repeat',
  access: 'customer',
  rateLimit: 'code',
  audit: 'books',
  idempotency: 'none',
  params: z.strictObject({ deposit: idSchema('deposit') }),
  success: { status: 200, body: depositSchema },
  errors: ['not_signed_in', 'rail_unavailable'],
})

export const cancelDeposit = operation({
  id: 'cancelDeposit',
  method: 'POST',
  path: '/v1/deposits/{deposit}/cancel',
  summary: 'Give up a top-up that is not paid yet',
  access: 'customer',
  rateLimit: 'write',
  audit: 'books',
  idempotency: 'none',
  params: z.strictObject({ deposit: idSchema('deposit') }),
  success: { status: 200, body: depositSchema },
  errors: ['not_signed_in', 'transition_not_allowed', 'rail_unavailable'],
})
