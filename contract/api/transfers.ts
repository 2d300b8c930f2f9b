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
import { limitSchema } from './pricing.ts'
import { maskedRecipientSchema, recipientIdentifierSchema } from './wallet.ts'

/** The part of the transfer's states that a transfer between two customers can reach. */
export const transferStatuses = ['completed', 'failed'] as const
export type TransferStatus = (typeof transferStatuses)[number]

export const transferSchema = z
  .strictObject({
    id: z.string(),
    number: z.string(),
    status: z.enum(transferStatuses),
    status_reason: z.string().nullable().meta({ description: 'An error code, when failed' }),
    amount: wireMoneySchema.meta({ description: 'What the recipient gets' }),
    fees: z.array(feeLineSchema),
    total: wireMoneySchema.meta({ description: 'What leaves the payer: amount and fees' }),
    recipient: maskedRecipientSchema,
    note: z.string().nullable(),
    created_at: timestampSchema,
    timeline: z.array(timelineStepSchema),
    expected_by: timestampSchema.nullable(),
    actions: z.array(z.enum(['repeat', 'receipt', 'contact_support'])),
  })
  .meta({ id: 'Transfer' })

const noteSchema = proseSchema({ min: 1, max: 140 })

export const previewTransfer = operation({
  id: 'previewTransfer',
  method: 'POST',
  path: '/v1/transfer_previews',
  summary: 'What a transfer would cost and whether it would go through, without moving anything',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({ recipient: recipientIdentifierSchema, amount: moneySchema }),
  success: {
    status: 200,
    body: z.strictObject({
      recipient: maskedRecipientSchema,
      amount: wireMoneySchema,
      fees: z.array(feeLineSchema),
      fee: wireMoneySchema.meta({ description: 'Sum of the fee lines; send it back as `expected_fee`' }),
      total: wireMoneySchema,
      available_after: wireMoneySchema
        .nullable()
        .meta({ description: 'null when the balance does not suffice' }),
      arrives_at: z.enum(['immediately']),
      limits: z.array(limitSchema),
      step_up: z.enum(stepUpReasons).nullable().meta({
        description: 'Why the transfer will ask for a proof, or null; see `step_up_required`',
      }),
      obstacle: z
        .strictObject({ code: z.string(), title: z.string(), detail: z.string(), next_step: z.string() })
        .nullable()
        .meta({ description: 'Why it would be declined right now' }),
    }),
  },
  errors: ['not_signed_in', 'recipient_not_found', 'recipient_invalid', 'account_restricted'],
})

export const createTransfer = operation({
  id: 'createTransfer',
  method: 'POST',
  path: '/v1/transfers',
  summary: 'Send money to another customer; declines are kept with their reason',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  body: z.strictObject({
    recipient: recipientIdentifierSchema,
    amount: moneySchema,
    note: noteSchema.nullable().optional(),
    expected_fee: moneyOrZeroSchema.optional().meta({
      description: 'The fee the customer was shown; another fee now is refused with `price_changed`',
    }),
  }),
  success: { status: 201, body: transferSchema },
  errors: [
    'not_signed_in',
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'insufficient_funds',
    'limit_exceeded',
    'account_restricted',
    'account_closed',
    'counterparty_restricted',
    'recipient_not_found',
    'recipient_invalid',
    'price_changed',
    'step_up_required',
  ],
})

export const getTransfer = operation({
  id: 'getTransfer',
  method: 'GET',
  path: '/v1/transfers/{transfer}',
  summary: 'One transfer, as its payer or recipient may see it',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ transfer: idSchema('transfer') }),
  success: { status: 200, body: transferSchema },
  errors: ['not_signed_in'],
})
