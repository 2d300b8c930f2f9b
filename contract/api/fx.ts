import { z } from 'zod'
import { operation } from '../operation.ts'
import {
  currencySchema,
  idSchema,
  moneySchema,
  timelineStepSchema,
  timestampSchema,
  wireMoneySchema,
} from '../schemas.ts'
import { changeSchema, markupRuleSchema } from './pricing.ts'

const rateSchema = z.string().meta({
  description:
    'Units of `to` for one unit of `from`, for display; amounts are computed exactly, not from this text.',
})

export const referenceRateSchema = z
  .strictObject({
    currency: currencySchema,
    rate: rateSchema,
    day: z.iso.date().meta({ description: 'The day the rate was set' }),
    quotable: z
      .boolean()
      .meta({ description: 'False while the rate is too old or waits for a look at a jump' }),
  })
  .meta({ id: 'ReferenceRate' })

export const listRates = operation({
  id: 'listRates',
  method: 'GET',
  path: '/v1/rates',
  summary: 'Reference rates in force, without any mark-up',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({ base: currencySchema.default('EUR') }),
  success: {
    status: 200,
    body: z.strictObject({ base: currencySchema, data: z.array(referenceRateSchema) }),
  },
  errors: [],
})

export const listMarkups = operation({
  id: 'listMarkups',
  method: 'GET',
  path: '/v1/exchange_markups',
  summary: 'What we add to the reference rate, by pair and by what was exchanged in the month',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({
      version: z.number().int(),
      valid_from: timestampSchema,
      rules: z.array(markupRuleSchema),
      upcoming: z.array(
        z.strictObject({
          version: z.number().int(),
          valid_from: timestampSchema,
          change: changeSchema,
          rules: z.array(markupRuleSchema),
        }),
      ),
    }),
  },
  errors: [],
})

export const getRateHistory = operation({
  id: 'getRateHistory',
  method: 'GET',
  path: '/v1/rates/history',
  summary: 'Reference rates of a pair, day by day, oldest first',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({
    from: currencySchema,
    to: currencySchema,
    days: z.coerce.number().int().min(7).max(366).default(90),
  }),
  success: {
    status: 200,
    body: z.strictObject({ data: z.array(z.strictObject({ day: z.iso.date(), rate: rateSchema })) }),
  },
  errors: [],
})

export const quoteStatuses = ['active', 'accepted', 'expired'] as const

export const quoteSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(quoteStatuses),
    fixed: z.enum(['send', 'receive']).meta({ description: 'Which of the two amounts was asked for' }),
    send: wireMoneySchema.meta({ description: 'What leaves' }),
    receive: wireMoneySchema.meta({ description: 'What arrives' }),
    rate: rateSchema.meta({ description: 'What the customer gets, mark-up included' }),
    mid_rate: rateSchema,
    rate_day: z.iso.date(),
    markup: wireMoneySchema.meta({ description: 'Our share, in the currency that arrives' }),
    markup_basis_points: z.number().int(),
    created_at: timestampSchema,
    expires_at: timestampSchema,
  })
  .meta({ id: 'Quote' })

export const createQuote = operation({
  id: 'createQuote',
  method: 'POST',
  path: '/v1/quotes',
  summary: 'A price for an exchange that holds until it expires; nothing moves',
  access: 'customer',
  rateLimit: 'write',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({
    from: currencySchema,
    to: currencySchema,
    amount: moneySchema.meta({ description: 'In `from`: what leaves. In `to`: what is to arrive.' }),
  }),
  success: { status: 201, body: quoteSchema },
  errors: [
    'not_signed_in',
    'currency_unsupported',
    'rate_unavailable',
    'amount_below_minimum',
    'amount_above_maximum',
    'account_restricted',
    'account_closed',
  ],
})

export const conversionStatuses = ['completed', 'failed'] as const

export const conversionSchema = z
  .strictObject({
    id: z.string(),
    number: z.string(),
    status: z.enum(conversionStatuses),
    status_reason: z.string().nullable(),
    send: wireMoneySchema,
    receive: wireMoneySchema,
    rate: rateSchema,
    mid_rate: rateSchema,
    markup: wireMoneySchema,
    created_at: timestampSchema,
    timeline: z.array(timelineStepSchema),
    expected_by: timestampSchema.nullable(),
    actions: z.array(z.enum(['receipt', 'repeat', 'contact_support'])),
  })
  .meta({ id: 'Conversion' })

export const createConversion = operation({
  id: 'createConversion',
  method: 'POST',
  path: '/v1/conversions',
  summary: 'Exchange at a quoted price; a quote is used once',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  body: z.strictObject({ quote: idSchema('quote') }),
  success: { status: 201, body: conversionSchema },
  errors: [
    'not_signed_in',
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'insufficient_funds',
    'quote_expired',
    'quote_used',
    'account_restricted',
    'account_closed',
    'limit_exceeded',
  ],
})

export const getConversion = operation({
  id: 'getConversion',
  method: 'GET',
  path: '/v1/conversions/{conversion}',
  summary: 'One of my exchanges',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ conversion: idSchema('conversion') }),
  success: { status: 200, body: conversionSchema },
  errors: ['not_signed_in'],
})
