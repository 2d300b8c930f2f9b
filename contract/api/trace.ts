import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, timestampSchema, transactionNumberSchema, wireMoneySchema } from '../schemas.ts'
import { transactionSchema, transactionStatuses } from './wallet.ts'

/** Where money can be, as one of the customers it concerns may be told. */
export const moneyPlaces = [
  'my_available',
  'my_reserved',
  'other_customer',
  'bank',
  'card_network',
  'ewallet',
  'operator',
  'exchange',
  'fees',
  'suspense',
] as const
export type MoneyPlace = (typeof moneyPlaces)[number]

const placeSchema = z.enum(moneyPlaces)

export const tracePostingSchema = z.strictObject({
  kind: z.string(),
  from: placeSchema,
  to: placeSchema,
  amount: wireMoneySchema,
})

/** `state` is a step of the transaction itself, the others are where it left traces. */
export const traceStepKinds = ['state', 'journal', 'block', 'rail', 'notice'] as const

export const traceStepSchema = z
  .strictObject({
    kind: z.enum(traceStepKinds),
    at: timestampSchema,
    text: z.string().meta({ description: 'A key of the web’s messages: `timeline.<text>`' }),
    reason: z.string().nullable(),
    evidence: z.array(z.strictObject({ kind: z.string(), reference: z.string() })).meta({
      description: 'What proves it: ids of ours, names and lines of files, references of counterparties',
    }),
    postings: z
      .array(tracePostingSchema)
      .meta({ description: 'What it moved in the ledger; empty where it moved nothing' }),
    entries: z
      .array(
        z.strictObject({ sequence: z.string(), amount: wireMoneySchema, balance_after: wireMoneySchema }),
      )
      .meta({ description: 'My own entries of it; nobody else’s' }),
  })
  .meta({ id: 'TraceStep' })

export const transactionTraceSchema = z
  .strictObject({
    number: z.string(),
    status: z.enum(transactionStatuses),
    steps: z.array(traceStepSchema),
    money: z
      .array(z.strictObject({ place: placeSchema, amount: wireMoneySchema }))
      .meta({ description: 'Where the money is now, by the ledger; empty while none has moved' }),
    next: z
      .strictObject({
        who: z.enum(['you', 'we', 'bank', 'card_network', 'ewallet', 'other_customer']),
        text: z.string().meta({ description: 'A key of the web’s messages: `trace.next.<text>`' }),
        at: timestampSchema
          .nullable()
          .meta({ description: 'When it is due; null where nobody has promised' }),
        overdue: z.boolean(),
      })
      .nullable()
      .meta({ description: 'What is awaited; null when nothing is' }),
    checked_at: timestampSchema,
  })
  .meta({ id: 'TransactionTrace' })

const numberParams = z.strictObject({ number: transactionNumberSchema })

export const getTransactionTrace = operation({
  id: 'getTransactionTrace',
  method: 'GET',
  path: '/v1/transactions/{number}/trace',
  summary: 'Every step of a transaction with its proof, where the money is now and what comes next',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: numberParams,
  success: { status: 200, body: transactionTraceSchema },
  errors: ['not_signed_in'],
})

export const getTransactionReceipt = operation({
  id: 'getTransactionReceipt',
  method: 'GET',
  path: '/v1/transactions/{number}/receipt',
  summary: 'The receipt of a transaction, in my language',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'none',
  idempotency: 'none',
  params: numberParams,
  success: { status: 200, body: null, file: 'application/pdf' },
  errors: ['not_signed_in', 'transition_not_allowed'],
})

/** For staff: the trace as this customer sees it, so that both speak of the same facts. */
export const getCustomerTransactionTrace = operation({
  id: 'getCustomerTransactionTrace',
  method: 'GET',
  path: '/staff/v1/customers/{customer}/transactions/{number}/trace',
  summary: "The trace of a customer's transaction, as the customer sees it",
  access: 'staff',
  permission: 'customers.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ customer: idSchema('customer'), number: transactionNumberSchema }),
  success: {
    status: 200,
    body: transactionTraceSchema.extend({ transaction: transactionSchema }).meta({
      description: 'With the line of the history, so that what it is about needs no second look on record',
    }),
  },
  errors: [],
})
