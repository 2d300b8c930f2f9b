import { z } from 'zod'
import { operation } from '../operation.ts'
import {
  idSchema,
  moneyOrZeroSchema,
  moneySchema,
  pageOf,
  pageQuery,
  proseSchema,
  timestampSchema,
  wireMoneySchema,
} from '../schemas.ts'
import { transferSchema } from './transfers.ts'
import { recipientIdentifierSchema } from './wallet.ts'

export const paymentRequestStatuses = ['pending', 'paid', 'declined', 'expired', 'canceled'] as const
export type PaymentRequestStatus = (typeof paymentRequestStatuses)[number]

export const paymentRequestSchema = z
  .strictObject({
    id: z.string(),
    role: z.enum(['requester', 'payer']),
    status: z.enum(paymentRequestStatuses),
    amount: wireMoneySchema,
    requester: z
      .strictObject({ name: z.string(), account_number: z.string() })
      .meta({ description: 'Masked' }),
    payer: z
      .strictObject({ name: z.string(), account_number: z.string() })
      .nullable()
      .meta({ description: 'Masked; null while anybody with the link may pay' }),
    note: z.string().nullable(),
    bill: z.string().nullable().meta({ description: 'The bill it is a part of' }),
    transfer_number: z.string().nullable().meta({ description: 'The transfer that paid it' }),
    link: z.string().meta({ description: 'Where it is paid; also what the QR code says' }),
    created_at: timestampSchema,
    expires_at: timestampSchema,
    ended_at: timestampSchema.nullable(),
    actions: z.array(z.enum(['pay', 'decline', 'cancel', 'share', 'receipt'])),
  })
  .meta({ id: 'PaymentRequest' })

const noteSchema = proseSchema({ min: 1, max: 140 })
const request = z.strictObject({ request: idSchema('paymentRequest') })
const moneyErrors = [
  'not_signed_in',
  'idempotency_key_missing',
  'idempotency_key_in_use',
  'idempotency_key_reused',
] as const

export const createPaymentRequest = operation({
  id: 'createPaymentRequest',
  method: 'POST',
  path: '/v1/payment_requests',
  summary: 'Ask a customer for money, or, without one, whoever gets the link',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  body: z.strictObject({
    payer: recipientIdentifierSchema.nullable(),
    amount: moneySchema,
    note: noteSchema.nullable().optional(),
  }),
  success: { status: 201, body: paymentRequestSchema },
  errors: [
    ...moneyErrors,
    'recipient_not_found',
    'recipient_invalid',
    'account_restricted',
    'too_many_waiting',
  ],
})

export const listPaymentRequests = operation({
  id: 'listPaymentRequests',
  method: 'GET',
  path: '/v1/payment_requests',
  summary: 'What I was asked for, or what I asked for; newest first',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({
    ...pageQuery,
    role: z.enum(['requester', 'payer']),
    status: z.enum(paymentRequestStatuses).optional(),
  }),
  success: { status: 200, body: pageOf(paymentRequestSchema) },
  errors: ['not_signed_in'],
})

export const getPaymentRequest = operation({
  id: 'getPaymentRequest',
  method: 'GET',
  path: '/v1/payment_requests/{request}',
  summary:
    'One request: for who asked, for who was asked, and while it names nobody for whoever has the link',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'none',
  idempotency: 'none',
  params: request,
  success: { status: 200, body: paymentRequestSchema },
  errors: ['not_signed_in'],
})

export const payPaymentRequest = operation({
  id: 'payPaymentRequest',
  method: 'POST',
  path: '/v1/payment_requests/{request}/pay',
  summary: 'Pay what was asked for: an ordinary transfer, and the request is paid in the same decision',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  params: request,
  body: z.strictObject({ expected_fee: moneyOrZeroSchema.optional() }),
  success: { status: 201, body: transferSchema },
  errors: [
    ...moneyErrors,
    'insufficient_funds',
    'limit_exceeded',
    'account_restricted',
    'account_closed',
    'counterparty_restricted',
    'recipient_invalid',
    'price_changed',
    'step_up_required',
    'transition_not_allowed',
  ],
})

export const declinePaymentRequest = operation({
  id: 'declinePaymentRequest',
  method: 'POST',
  path: '/v1/payment_requests/{request}/decline',
  summary: 'Say no to a request that was made to me',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  params: request,
  success: { status: 200, body: paymentRequestSchema },
  errors: [...moneyErrors, 'transition_not_allowed'],
})

export const cancelPaymentRequest = operation({
  id: 'cancelPaymentRequest',
  method: 'POST',
  path: '/v1/payment_requests/{request}/cancel',
  summary: 'Take back a request of mine that nobody has paid',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  params: request,
  success: { status: 200, body: paymentRequestSchema },
  errors: [...moneyErrors, 'transition_not_allowed'],
})

export const billSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    total: wireMoneySchema,
    own_share: wireMoneySchema.meta({ description: 'My own part, which I ask nobody for' }),
    paid: wireMoneySchema.meta({ description: 'What others have paid of it' }),
    open: wireMoneySchema.meta({ description: 'What is still asked for' }),
    requests: z.array(paymentRequestSchema),
    created_at: timestampSchema,
  })
  .meta({ id: 'Bill' })

export const createBill = operation({
  id: 'createBill',
  method: 'POST',
  path: '/v1/bills',
  summary: 'Split a bill: one request for each person; the parts add up to the total exactly',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  body: z.strictObject({
    title: proseSchema({ min: 1, max: 80 }),
    total: moneySchema,
    own_weight: z
      .number()
      .int()
      .min(0)
      .max(1_000)
      .meta({ description: 'My own part in relation to the others; 0 when I pay none of it' }),
    shares: z
      .array(z.strictObject({ payer: recipientIdentifierSchema, weight: z.number().int().min(1).max(1_000) }))
      .min(1)
      .max(20),
  }),
  success: { status: 201, body: billSchema },
  errors: [
    ...moneyErrors,
    'recipient_not_found',
    'recipient_invalid',
    'account_restricted',
    'amount_below_minimum',
    'too_many_waiting',
  ],
})

export const listBills = operation({
  id: 'listBills',
  method: 'GET',
  path: '/v1/bills',
  summary: 'Bills I split, newest first, with how far each is paid',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({ ...pageQuery }),
  success: { status: 200, body: pageOf(billSchema) },
  errors: ['not_signed_in'],
})

export const getBill = operation({
  id: 'getBill',
  method: 'GET',
  path: '/v1/bills/{bill}',
  summary: 'One bill with its requests',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ bill: idSchema('bill') }),
  success: { status: 200, body: billSchema },
  errors: ['not_signed_in'],
})
