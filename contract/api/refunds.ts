import { z } from 'zod'
import { operation } from '../operation.ts'
import {
  feeLineSchema,
  idSchema,
  moneyOrZeroSchema,
  moneySchema,
  proseSchema,
  timelineStepSchema,
  timestampSchema,
  wireMoneySchema,
} from '../schemas.ts'
import { stepUpReasons } from './challenges.ts'

/** A fee of the original transfer, and whether it goes back to who paid it. */
const originalFeeSchema = z.strictObject({ ...feeLineSchema.shape, comes_back: z.boolean() })

export const refundSchema = z
  .strictObject({
    id: z.string(),
    number: z.string(),
    role: z.enum(['payer', 'payee']).meta({ description: '`payer` gives back, `payee` gets back' }),
    status: z.enum(['succeeded']),
    transfer_number: z.string().meta({ description: 'The transfer that is given back, whole or in part' }),
    amount: wireMoneySchema,
    fees: z.array(feeLineSchema).meta({ description: 'What giving back costs; empty for who gets it' }),
    total: wireMoneySchema,
    original_fees: z.array(originalFeeSchema),
    counterparty: z.string(),
    note: z.string().nullable(),
    created_at: timestampSchema,
    timeline: z.array(timelineStepSchema),
  })
  .meta({ id: 'Refund' })

const noteSchema = proseSchema({ min: 1, max: 140 })

export const previewRefund = operation({
  id: 'previewRefund',
  method: 'POST',
  path: '/v1/refund_previews',
  summary: 'How much of a transfer I received can still go back, what that costs and which fees come back',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({ transfer: idSchema('transfer'), amount: moneySchema.optional() }),
  success: {
    status: 200,
    body: z.strictObject({
      received: wireMoneySchema,
      refunded: wireMoneySchema,
      refundable: wireMoneySchema,
      amount: wireMoneySchema,
      fees: z.array(feeLineSchema),
      fee: wireMoneySchema,
      total: wireMoneySchema,
      original_fees_come_back: z
        .boolean()
        .meta({ description: 'Whether what the sender paid for sending goes back to them too' }),
      counterparty: z.string(),
      step_up: z.enum(stepUpReasons).nullable(),
      obstacle: z
        .strictObject({ code: z.string(), title: z.string(), detail: z.string(), next_step: z.string() })
        .nullable(),
    }),
  },
  errors: ['not_signed_in', 'already_refunded'],
})

export const createRefund = operation({
  id: 'createRefund',
  method: 'POST',
  path: '/v1/refunds',
  summary: 'Give back a transfer I received, whole or in part; never more than I received in all',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  body: z.strictObject({
    transfer: idSchema('transfer'),
    amount: moneySchema,
    note: noteSchema.nullable().optional(),
    expected_fee: moneyOrZeroSchema.optional(),
  }),
  success: { status: 201, body: refundSchema },
  errors: [
    'not_signed_in',
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'insufficient_funds',
    'account_restricted',
    'account_closed',
    'counterparty_restricted',
    'already_refunded',
    'price_changed',
    'step_up_required',
  ],
})

export const getRefund = operation({
  id: 'getRefund',
  method: 'GET',
  path: '/v1/refunds/{refund}',
  summary: 'One refund, as either side sees it',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ refund: idSchema('refund') }),
  success: { status: 200, body: refundSchema },
  errors: ['not_signed_in'],
})
