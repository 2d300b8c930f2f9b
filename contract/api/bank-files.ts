import { z } from 'zod'
import { bankFileFaultCodes } from '../bank-file-faults.ts'
import { operation } from '../operation.ts'
import { idSchema, pageOf, pageQuery, proseSchema, timestampSchema, wireMoneySchema } from '../schemas.ts'

/** The finance desk's page of the bank: payments we asked for, and the files that went back and forth. */

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

export const bankFileFaultSchema = z
  .strictObject({
    code: z.enum(bankFileFaultCodes),
    params: z.record(z.string(), z.string()).meta({ description: 'What stands where, for the text' }),
  })
  .meta({ id: 'BankFileFault' })

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
    fault: bankFileFaultSchema
      .nullable()
      .meta({ description: 'Why it was set aside, last time; null where it never was' }),
    reason_code: z
      .string()
      .nullable()
      .meta({ description: 'Why the bank refuses it: an external code of ISO 20022, e.g. `FF01`' }),
    reason_text: z.string().nullable().meta({ description: 'The bank’s own words' }),
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

/** What every page of the finance desk has in common. */
export const financeReading = {
  method: 'GET',
  access: 'staff',
  permission: 'finance.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  errors: [],
} as const

export const listBankFiles = operation({
  ...financeReading,
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
  ...financeReading,
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
    explanation: proseSchema({ min: 10, max: 500 }),
  }),
  success: { status: 200, body: bankFileSchema },
  errors: ['transition_not_allowed'],
})

export const listPaymentOrders = operation({
  ...financeReading,
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
  ...financeReading,
  id: 'getPaymentOrder',
  path: '/staff/v1/payment_orders/{order}',
  summary: 'A payment with every step and the file that proves it',
  params: z.strictObject({ order: idSchema('paymentOrder') }),
  success: { status: 200, body: paymentOrderSchema.extend({ steps: z.array(orderStepSchema) }) },
})
