import { z } from 'zod'
import { currencies } from '../money.ts'
import { operation } from '../operation.ts'
import { financeReading } from './bank-files.ts'
import { idSchema, pageOf, pageQuery, proseSchema, timestampSchema, wireMoneySchema } from '../schemas.ts'

/** The finance desk: money in suspense, statements, and what is kept for customers; its files are in bank-files.ts. */

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

export const bankCalendarSchema = z
  .strictObject({
    currency: z.enum(currencies),
    known_until: z.iso.date().nullable().meta({ description: 'The last day whose bank holidays are known' }),
    days_left: z.number().int().nullable(),
    state: z.enum(['known', 'ends_soon', 'ended']).meta({
      description: '`ended`: from today on customers are promised the latest day possible instead of the day',
    }),
  })
  .meta({ id: 'BankCalendar' })

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

export const listSuspenseItems = operation({
  ...financeReading,
  id: 'listSuspenseItems',
  path: '/staff/v1/suspense_items',
  summary: 'Money of which nobody knows whose it is, oldest first',
  query: z.strictObject({ ...pageQuery, status: z.enum(suspenseStatuses).default('open') }),
  success: { status: 200, body: pageOf(suspenseItemSchema) },
})

export const listBankStatements = operation({
  ...financeReading,
  id: 'listBankStatements',
  path: '/staff/v1/bank_statements',
  summary: 'Statements of our accounts and how each compares with our books, newest first',
  query: z.strictObject(pageQuery),
  success: { status: 200, body: pageOf(bankStatementSchema) },
})

export const listBankBreaks = operation({
  ...financeReading,
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
  body: z.strictObject({ explanation: proseSchema({ min: 10, max: 500 }) }),
  success: { status: 200, body: bankBreakSchema },
  errors: ['transition_not_allowed'],
})

export const listBankCalendars = operation({
  ...financeReading,
  id: 'listBankCalendars',
  path: '/staff/v1/bank_calendars',
  summary: 'How far the bank holidays of our currencies are known',
  success: { status: 200, body: z.strictObject({ data: z.array(bankCalendarSchema) }) },
})

export const getSafeguarding = operation({
  ...financeReading,
  id: 'getSafeguarding',
  path: '/staff/v1/safeguarding',
  summary: 'What customers have against what is kept for them, by currency',
  success: { status: 200, body: z.strictObject({ data: z.array(safeguardingSchema), at: timestampSchema }) },
})
