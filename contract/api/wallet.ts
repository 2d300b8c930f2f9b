import { z } from 'zod'
import { operation } from '../operation.ts'
import {
  currencySchema,
  feeLineSchema,
  lineSchema,
  pageOf,
  pageQuery,
  timelineStepSchema,
  timestampSchema,
  transactionNumberSchema,
  wireMoneySchema,
} from '../schemas.ts'

export const balanceSchema = z
  .strictObject({ currency: currencySchema, available: wireMoneySchema, reserved: wireMoneySchema })
  .meta({ id: 'Balance' })

export const walletSchema = z
  .strictObject({
    id: z.string(),
    account_number: z
      .string()
      .meta({ description: '12 digits, the last a check digit; shown in groups of four' }),
    balances: z.array(balanceSchema),
  })
  .meta({ id: 'Wallet' })

export const getWallet = operation({
  id: 'getWallet',
  method: 'GET',
  path: '/v1/wallet',
  summary: 'Account number and balances, available and reserved, in every currency',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: walletSchema },
  errors: ['not_signed_in'],
})

/** How a customer names another: e-mail, mobile number or account number; the server tells which. */
export const recipientIdentifierSchema = lineSchema({ min: 3, max: 254 })

/** A customer as another customer may see them before paying: enough to notice a mistake, not enough to learn. */
export const maskedRecipientSchema = z
  .strictObject({
    matched_by: z.enum(['email', 'phone', 'account_number']),
    name: z.string().meta({ description: 'Masked, e.g. `*小明` or `A*** B***`' }),
    account_number: z.string().meta({ description: 'Masked but for the last four digits' }),
  })
  .meta({ id: 'MaskedRecipient' })

export const lookUpRecipient = operation({
  id: 'lookUpRecipient',
  method: 'POST',
  path: '/v1/recipient_lookups',
  summary: 'Find the customer behind an e-mail, mobile number or account number, shown masked',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ recipient: recipientIdentifierSchema }),
  success: { status: 200, body: maskedRecipientSchema },
  errors: ['not_signed_in', 'recipient_not_found', 'recipient_invalid'],
})

export const transactionKinds = [
  'deposit',
  'transfer',
  'conversion',
  'withdrawal',
  'refund',
  'transfer_abroad',
] as const
export type TransactionKind = (typeof transactionKinds)[number]

/** The states of every kind together, as history can be filtered by. */
export const transactionStatuses = [
  'requires_action',
  'requires_confirmation',
  'scheduled',
  'awaiting_acceptance',
  'pending',
  'processing',
  'in_review',
  'in_transit',
  'sent',
  'paid',
  'completed',
  'succeeded',
  'failed',
  'canceled',
  'expired',
  'returned',
  'reversed',
] as const
export type TransactionStatus = (typeof transactionStatuses)[number]

export const transactionSchema = z
  .strictObject({
    number: z.string(),
    kind: z.enum(transactionKinds),
    id: z.string().meta({ description: 'TypeID of the transfer, deposit or exchange' }),
    direction: z.enum(['in', 'out']),
    status: z.enum(transactionStatuses),
    status_reason: z.string().nullable(),
    amount: wireMoneySchema.meta({
      description: 'What changed my balance or would have; fees included when out',
    }),
    counterparty: z.string().nullable().meta({
      description:
        'Who is on the other side, as I may see them: a masked name; the other currency of an exchange; null for a deposit',
    }),
    method: z.string().nullable().meta({ description: 'e.g. `card`' }),
    note: z.string().nullable(),
    created_at: timestampSchema,
    updated_at: timestampSchema,
  })
  .meta({ id: 'Transaction' })

export const transactionDetailSchema = z
  .strictObject({
    ...transactionSchema.shape,
    principal: wireMoneySchema.meta({ description: 'Without fees' }),
    received: wireMoneySchema
      .nullable()
      .meta({ description: 'What arrives, where that is another amount or currency than `principal`' }),
    fees: z.array(feeLineSchema),
    expected_by: timestampSchema.nullable(),
    timeline: z.array(timelineStepSchema),
    actions: z.array(z.enum(['continue', 'cancel', 'refund', 'repeat', 'receipt', 'contact_support'])),
    related: z
      .array(
        z.strictObject({
          relation: z.enum(['refund_of', 'refunded_by', 'request', 'schedule']),
          number: z.string().nullable().meta({ description: 'A transaction of mine; null where it is none' }),
          id: z.string().nullable().meta({ description: 'The request or schedule' }),
          amount: wireMoneySchema.nullable(),
        }),
      )
      .meta({ description: 'What it gave back or was given back by, and what it was made for' }),
    balance_after: wireMoneySchema.nullable(),
  })
  .meta({ id: 'TransactionDetail' })

const day = z.iso.date()

const kindSchema = z.enum(transactionKinds)

/** `deposit` or `deposit,transfer`: any of them. */
const kindsSchema = z
  .string()
  .max(200)
  .transform((text, context) => {
    const parsed = z.array(kindSchema).safeParse(text.split(','))
    if (parsed.success) return parsed.data
    context.addIssue({ code: 'custom', params: { field: 'not_allowed' }, message: 'not_allowed' })
    return z.NEVER
  })

/** A decimal amount of `currency`; how many decimals it may have depends on that. */
const amountText = z.string().max(20)

/** What a history can be narrowed to; lists and exports share it. */
export const historyFilterShape = {
  kind: kindsSchema.optional().meta({ description: 'One kind, or several joined by commas' }),
  status: z.enum(transactionStatuses).optional(),
  currency: currencySchema.optional(),
  direction: z.enum(['in', 'out']).optional(),
  method: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional(),
  text: lineSchema({ min: 1, max: 100 }).optional().meta({
    description:
      'Part of a note or of a counterparty, or a whole transaction number; letter case does not matter',
  }),
  counterparty: lineSchema({ min: 1, max: 100 })
    .optional()
    .meta({ description: 'Part of a counterparty as shown' }),
  min_amount: amountText.optional().meta({ description: 'At least; needs `currency`' }),
  max_amount: amountText.optional().meta({ description: 'At most; needs `currency`' }),
  from: day.optional().meta({ description: 'First day, in `time_zone`' }),
  to: day.optional().meta({ description: 'Last day, included, in `time_zone`' }),
  time_zone: z.string().max(60).default('UTC').meta({ description: 'IANA name' }),
}

export const listTransactions = operation({
  id: 'listTransactions',
  method: 'GET',
  path: '/v1/transactions',
  summary: 'My history, newest first',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({
    ...pageQuery,
    ...historyFilterShape,
  }),
  success: { status: 200, body: pageOf(transactionSchema) },
  errors: ['not_signed_in'],
})

export const getTransaction = operation({
  id: 'getTransaction',
  method: 'GET',
  path: '/v1/transactions/{number}',
  summary: 'One transaction with its timeline and the evidence of each step',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ number: transactionNumberSchema }),
  success: { status: 200, body: transactionDetailSchema },
  errors: ['not_signed_in'],
})
