import { z } from 'zod'
import { currencies } from '../money.ts'
import { operation } from '../operation.ts'
import { idSchema, lineSchema, pageOf, pageQuery, timestampSchema, wireMoneySchema } from '../schemas.ts'

/** The finance desk: our bank's files, payments, money in suspense, statements, and the books behind them. */

export const bankFileStatuses = [
  'composing',
  'generated',
  'sent',
  'acknowledged',
  'partially_accepted',
  'rejected',
  'settled',
  'received',
  'applied',
  'quarantined',
  'dismissed',
] as const

export const bankFileSchema = z
  .strictObject({
    number: z.number().int().meta({ description: 'Names the file for ever, in either direction' }),
    direction: z.enum(['out', 'in']),
    kind: z.string().nullable().meta({ description: 'e.g. `pain.001`; null where it could not be read' }),
    name: z.string(),
    message_id: z.string().nullable(),
    sha256: z.string().nullable(),
    size: z.number().int().nullable(),
    status: z.enum(bankFileStatuses),
    status_reason: z.string().nullable(),
    explanation: z
      .string()
      .nullable()
      .meta({ description: 'Why it was read once more after it was set aside, or closed' }),
    decided_by: z.string().nullable().meta({ description: 'Name of the member of staff' }),
    ways: z
      .array(z.enum(['release', 'dismiss']))
      .meta({ description: 'What can be decided now: read it once more, or close it' }),
    requested_on: z.iso.date().nullable(),
    transactions: z.number().int(),
    total: wireMoneySchema.nullable(),
    created_at: timestampSchema,
    sent_at: timestampSchema.nullable(),
  })
  .meta({ id: 'BankFile' })

export const railHealthSchema = z
  .strictObject({
    state: z.enum(['up', 'down', 'unknown']),
    since: timestampSchema.nullable().meta({ description: 'Of the last contact, or of the first silence' }),
  })
  .meta({ id: 'RailHealth' })

export const paymentOrderStatuses = [
  'queued',
  'batched',
  'sent',
  'accepted',
  'settled',
  'returned',
  'recall_requested',
  'canceled',
  'rejected',
] as const

export const paymentOrderSchema = z
  .strictObject({
    id: z.string(),
    client: z.enum(['withdrawal', 'transfer_abroad', 'suspense_return', 'deposit_refund']),
    number: z.string().meta({ description: 'Transaction number' }),
    end_to_end_id: z.string(),
    customer: z.string().nullable(),
    amount: wireMoneySchema,
    creditor: z.string().meta({ description: 'Name and masked account' }),
    status: z.enum(paymentOrderStatuses),
    reason_code: z.string().nullable(),
    reason_text: z.string().nullable(),
    file: z.number().int().nullable(),
    requested_on: z.iso.date(),
    created_at: timestampSchema,
    updated_at: timestampSchema,
  })
  .meta({ id: 'PaymentOrder' })

export const orderStepSchema = z
  .strictObject({
    kind: z.string().meta({ description: 'A key of the texts, `console.finance.step.<kind>`' }),
    at: timestampSchema,
    reason_code: z.string().nullable(),
    reason_text: z.string().nullable(),
    file: z.number().int().nullable(),
    file_name: z.string().nullable(),
    sha256: z.string().nullable(),
    line: z.number().int().nullable(),
    message_id: z.string().nullable(),
    statement_entry: z.string().nullable(),
  })
  .meta({ id: 'PaymentOrderStep' })

export const bankEntryPartStatuses = ['open', 'order', 'early_return', 'taken', 'suspense'] as const

export const bankFileLineSchema = z
  .strictObject({
    line: z.number().int().meta({ description: 'From 1: the n-th transaction or entry of the file' }),
    entries: z
      .array(
        z.strictObject({
          statement_entry: z.string(),
          side: z.enum(['credit', 'debit']).meta({ description: '`credit` came in, `debit` went out' }),
          amount: wireMoneySchema,
          booked_on: z.iso.date(),
          parts: z.array(
            z.strictObject({
              amount: wireMoneySchema,
              counterparty: z.string().nullable(),
              reference: z.string(),
              status: z.enum(bankEntryPartStatuses).meta({ description: 'What became of it' }),
            }),
          ),
        }),
      )
      .meta({ description: 'What the bank booked, at most one; none in a file that is about payments' }),
    payments: z.array(paymentOrderSchema).meta({ description: 'Payments of ours it speaks about' }),
  })
  .meta({ id: 'BankFileLine' })

export const suspenseReasonSchema = z.enum([
  'unmatched',
  'unknown_debit',
  'amount_differs',
  'debited_twice',
  'debited_though_not_due',
  'returned_though_not_due',
])

export const suspenseStatuses = ['open', 'assigned', 'returning', 'returned', 'absorbed'] as const

export const suspenseItemSchema = z
  .strictObject({
    id: z.string(),
    amount: wireMoneySchema,
    side: z.enum(['credit', 'debit']).meta({ description: '`credit` came in, `debit` went out' }),
    reason: suspenseReasonSchema,
    status: z.enum(suspenseStatuses),
    counterparty: z.strictObject({ name: z.string().nullable(), account: z.string().nullable() }),
    reference: z.string().meta({ description: 'What the payer wrote' }),
    booked_on: z.iso.date(),
    file: z.number().int(),
    line: z.number().int(),
    statement_entry: z.string(),
    customer: z.string().nullable(),
    ways: z
      .array(z.enum(['assign', 'return', 'absorb']))
      .meta({ description: 'What can be asked for now; a second person approves' }),
    approval: z.string().nullable().meta({ description: 'The request a second person decides about' }),
    created_at: timestampSchema,
  })
  .meta({ id: 'SuspenseItem' })

export const breakStatuses = ['open', 'matched', 'written_off'] as const

export const bankBreakSchema = z
  .strictObject({
    id: z.string(),
    account: z.string(),
    currency: z.enum(currencies),
    kind: z.enum([
      'statement_sum',
      'opening_differs',
      'balance_differs',
      'entry_differs',
      'statement_missing',
      'entry_not_on_statement',
      'debit_missing',
      'answer_missing',
      'return_missing',
    ]),
    object: z.string().meta({ description: 'What differs: an entry, a statement, a payment' }),
    expected: z.string().nullable(),
    found: z.string().nullable(),
    status: z.enum(breakStatuses),
    solution: z.string().nullable(),
    solved_by: z.string().nullable(),
    opened_at: timestampSchema,
    solved_at: timestampSchema.nullable(),
  })
  .meta({ id: 'BankBreak' })

export const bankStatementSchema = z
  .strictObject({
    id: z.string(),
    account: z.string(),
    sequence: z.number().int(),
    day: z.iso.date(),
    opening: wireMoneySchema,
    closing: wireMoneySchema,
    compared_at: timestampSchema.nullable().meta({ description: 'Null while pages are missing' }),
    book_balance: wireMoneySchema.nullable(),
    matched: z.number().int().nullable(),
    breaks: z.number().int().nullable(),
    open_breaks: z.number().int(),
  })
  .meta({ id: 'BankStatement' })

export const safeguardingSchema = z
  .strictObject({
    currency: z.enum(currencies),
    liabilities: wireMoneySchema.meta({ description: 'What customers have, available and reserved' }),
    suspense: wireMoneySchema.meta({ description: 'What is somebody’s, and nobody knows whose' }),
    safeguarded: wireMoneySchema.meta({ description: 'What the bank holds for us' }),
    receivables: z.array(z.strictObject({ rail: z.string(), amount: wireMoneySchema })),
    position: wireMoneySchema.meta({
      description:
        'Safeguarded and receivable less liabilities and suspense: negative means customers are not covered',
    }),
  })
  .meta({ id: 'SafeguardingPosition' })

const reading = {
  method: 'GET',
  access: 'staff',
  permission: 'finance.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  errors: [],
} as const

export const listBankFiles = operation({
  ...reading,
  id: 'listBankFiles',
  path: '/staff/v1/bank_files',
  summary: 'Files exchanged with the bank, newest first, and whether it answers',
  query: z.strictObject({ ...pageQuery, status: z.enum(bankFileStatuses).optional() }),
  success: {
    status: 200,
    body: pageOf(bankFileSchema).extend({ health: railHealthSchema }),
  },
})

export const getBankFile = operation({
  ...reading,
  id: 'getBankFile',
  path: '/staff/v1/bank_files/{file}',
  summary: 'A file exchanged with the bank and, where a line is asked for, what stands there',
  params: z.strictObject({ file: z.coerce.number().int().min(1).max(99_999_999) }),
  query: z.strictObject({ line: z.coerce.number().int().min(1).max(9_999_999).optional() }),
  success: {
    status: 200,
    body: bankFileSchema.extend({
      at_line: bankFileLineSchema
        .nullable()
        .meta({ description: 'Null where no line was asked for, or nothing is known of it' }),
    }),
  },
})

export const decideBankFile = operation({
  id: 'decideBankFile',
  method: 'POST',
  path: '/staff/v1/bank_files/{file}/decision',
  summary:
    'Have a file that was set aside read once more, by the same rules, or close it; moves no money by itself',
  access: 'staff',
  permission: 'finance.request',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ file: z.coerce.number().int().min(1).max(99_999_999) }),
  body: z.strictObject({
    decision: z.enum(['release', 'dismiss']),
    explanation: lineSchema({ min: 10, max: 500 }),
  }),
  success: { status: 200, body: bankFileSchema },
  errors: ['transition_not_allowed'],
})

export const listPaymentOrders = operation({
  ...reading,
  id: 'listPaymentOrders',
  path: '/staff/v1/payment_orders',
  summary: 'Payments we asked the bank for, newest first',
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(paymentOrderStatuses).optional(),
    file: z.coerce.number().int().min(1).max(99_999_999).optional(),
  }),
  success: { status: 200, body: pageOf(paymentOrderSchema) },
})

export const getPaymentOrder = operation({
  ...reading,
  id: 'getPaymentOrder',
  path: '/staff/v1/payment_orders/{order}',
  summary: 'A payment with every step and the file that proves it',
  params: z.strictObject({ order: idSchema('paymentOrder') }),
  success: { status: 200, body: paymentOrderSchema.extend({ steps: z.array(orderStepSchema) }) },
})

export const listSuspenseItems = operation({
  ...reading,
  id: 'listSuspenseItems',
  path: '/staff/v1/suspense_items',
  summary: 'Money of which nobody knows whose it is, oldest first',
  query: z.strictObject({ ...pageQuery, status: z.enum(suspenseStatuses).default('open') }),
  success: { status: 200, body: pageOf(suspenseItemSchema) },
})

export const listBankStatements = operation({
  ...reading,
  id: 'listBankStatements',
  path: '/staff/v1/bank_statements',
  summary: 'Statements of our accounts and how each compares with our books, newest first',
  query: z.strictObject(pageQuery),
  success: { status: 200, body: pageOf(bankStatementSchema) },
})

export const listBankBreaks = operation({
  ...reading,
  id: 'listBankBreaks',
  path: '/staff/v1/bank_breaks',
  summary: 'Differences between the bank’s books and ours, newest first',
  query: z.strictObject({ ...pageQuery, status: z.enum(breakStatuses).optional() }),
  success: { status: 200, body: pageOf(bankBreakSchema) },
})

export const explainBankBreak = operation({
  id: 'explainBankBreak',
  method: 'POST',
  path: '/staff/v1/bank_breaks/{break}/explanation',
  summary: 'Say how a difference was solved that does not go away by itself; moves no money',
  access: 'staff',
  permission: 'finance.request',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ break: idSchema('reconciliationBreak') }),
  body: z.strictObject({ explanation: lineSchema({ min: 10, max: 500 }) }),
  success: { status: 200, body: bankBreakSchema },
  errors: ['transition_not_allowed'],
})

export const getSafeguarding = operation({
  ...reading,
  id: 'getSafeguarding',
  path: '/staff/v1/safeguarding',
  summary: 'What customers have against what is kept for them, by currency',
  success: { status: 200, body: z.strictObject({ data: z.array(safeguardingSchema), at: timestampSchema }) },
})
