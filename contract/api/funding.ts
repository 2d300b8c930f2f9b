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

export const depositSchema = z
  .strictObject({
    id: z.string(),
    number: z.string(),
    status: z.enum(depositStatuses),
    status_reason: z.string().nullable(),
    method: z.enum(['card']),
    amount: wireMoneySchema.meta({ description: 'What the card is charged' }),
    fees: z.array(feeLineSchema),
    credit: wireMoneySchema.meta({ description: 'What arrives in the wallet: amount less fees' }),
    action: z
      .strictObject({ kind: z.literal('redirect'), url: z.string() })
      .nullable()
      .meta({
        description: 'Where the customer pays; null while the page is being opened or no longer needed',
      }),
    last_decline: z
      .strictObject({ code: z.string(), at: timestampSchema })
      .nullable()
      .meta({ description: 'The last refusal by the card issuer, if any' }),
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
  body: z.strictObject({ amount: moneySchema, method: z.enum(['card']) }),
  success: {
    status: 200,
    body: z.strictObject({
      amount: wireMoneySchema,
      fees: z.array(feeLineSchema),
      fee: wireMoneySchema,
      credit: wireMoneySchema,
      arrives: z.enum(['within_minutes']),
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
  ],
})

export const createDeposit = operation({
  id: 'createDeposit',
  method: 'POST',
  path: '/v1/deposits',
  summary: 'Top up by card: opens a payment page at the acquirer',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  body: z.strictObject({
    amount: moneySchema,
    method: z.enum(['card']),
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
  summary: 'Ask the acquirer now how the payment stands; harmless to repeat',
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
