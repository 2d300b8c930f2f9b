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
import { stepUpReasons } from './challenges.ts'
import { limitSchema } from './pricing.ts'

/**
 * A withdrawal is confirmed before it exists (the proof is asked for by the request that creates it), so of the states
 * in api.md none is stored as `requires_confirmation`.
 */
export const withdrawalStatuses = [
  'pending',
  'in_review',
  'in_transit',
  'paid',
  'failed',
  'canceled',
  'returned',
] as const
export type WithdrawalStatus = (typeof withdrawalStatuses)[number]

/** The bank account it goes to, as its owner may see it. */
export const destinationSchema = z
  .strictObject({
    payment_method: z.string(),
    label: z.string().meta({ description: 'Masked, e.g. `DE •••• 3000`' }),
    holder_name: z.string(),
    country: z.string(),
  })
  .meta({ id: 'WithdrawalDestination' })

export const withdrawalSchema = z
  .strictObject({
    id: z.string(),
    number: z.string(),
    status: z.enum(withdrawalStatuses),
    status_reason: z.string().nullable(),
    amount: wireMoneySchema.meta({ description: 'What arrives at the bank' }),
    fees: z.array(feeLineSchema),
    total: wireMoneySchema.meta({ description: 'What leaves the wallet: amount and fees' }),
    destination: destinationSchema,
    promised_by: timestampSchema.nullable().meta({ description: 'What was promised at the beginning' }),
    expected_by: timestampSchema.nullable().meta({ description: 'null once it has ended' }),
    late_since: timestampSchema
      .nullable()
      .meta({ description: 'When the promise was broken; null: it was not' }),
    cancel_requested_at: timestampSchema.nullable(),
    created_at: timestampSchema,
    timeline: z.array(timelineStepSchema),
    actions: z.array(z.enum(['cancel', 'repeat', 'receipt', 'contact_support'])),
  })
  .meta({ id: 'Withdrawal' })

/** What the bank's calendar promises. */
export const arrivalSchema = z
  .strictObject({
    sent_at: timestampSchema.meta({
      description: 'When it is handed to the bank; until then it can be canceled',
    }),
    expected_by: timestampSchema,
    closed_days: z
      .array(z.iso.date())
      .meta({ description: 'Days from now until then on which the bank does not work' }),
    holidays_known: z.boolean().meta({
      description: 'False where holidays until then are still to be announced: `expected_by` is the latest',
    }),
  })
  .meta({ id: 'WithdrawalArrival' })

export const previewWithdrawal = operation({
  id: 'previewWithdrawal',
  method: 'POST',
  path: '/v1/withdrawal_previews',
  summary: 'What a withdrawal costs and when it arrives, without moving anything',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({ payment_method: idSchema('paymentMethod'), amount: moneySchema }),
  success: {
    status: 200,
    body: z.strictObject({
      amount: wireMoneySchema,
      fees: z.array(feeLineSchema),
      fee: wireMoneySchema.meta({ description: 'Sum of the fee lines; send it back as `expected_fee`' }),
      total: wireMoneySchema,
      available_after: wireMoneySchema
        .nullable()
        .meta({ description: 'null when the balance does not suffice' }),
      arrival: arrivalSchema,
      limits: z.array(limitSchema),
      step_up: z.enum(stepUpReasons).nullable(),
      obstacle: z
        .strictObject({ code: z.string(), title: z.string(), detail: z.string(), next_step: z.string() })
        .nullable()
        .meta({ description: 'Why it would be declined right now' }),
    }),
  },
  errors: ['not_signed_in', 'payment_method_unusable', 'currency_unsupported'],
})

export const createWithdrawal = operation({
  id: 'createWithdrawal',
  method: 'POST',
  path: '/v1/withdrawals',
  summary: 'Withdraw to a bank account; declines are kept with their reason',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  body: z.strictObject({
    payment_method: idSchema('paymentMethod'),
    amount: moneySchema,
    expected_fee: moneyOrZeroSchema.optional().meta({
      description: 'The fee the customer was shown; another fee now is refused with `price_changed`',
    }),
  }),
  success: { status: 201, body: withdrawalSchema },
  errors: [
    'not_signed_in',
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'insufficient_funds',
    'limit_exceeded',
    'account_restricted',
    'account_closed',
    'payment_method_unusable',
    'currency_unsupported',
    'price_changed',
    'step_up_required',
  ],
})

const withdrawalParams = z.strictObject({ withdrawal: idSchema('withdrawal') })

export const getWithdrawal = operation({
  id: 'getWithdrawal',
  method: 'GET',
  path: '/v1/withdrawals/{withdrawal}',
  summary: 'One withdrawal with its timeline',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: withdrawalParams,
  success: { status: 200, body: withdrawalSchema },
  errors: ['not_signed_in'],
})

export const cancelWithdrawal = operation({
  id: 'cancelWithdrawal',
  method: 'POST',
  path: '/v1/withdrawals/{withdrawal}/cancel',
  summary:
    'Cancel a withdrawal: at once while it waits to be sent, by asking the bank for it back afterwards',
  access: 'customer',
  rateLimit: 'write',
  audit: 'books',
  idempotency: 'none',
  params: withdrawalParams,
  success: { status: 200, body: withdrawalSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})
