import { z } from 'zod'
import { operation } from '../operation.ts'
import { currencySchema, timestampSchema, wireMoneySchema } from '../schemas.ts'

export const chargedOperations = ['transfer', 'deposit_card'] as const
export type ChargedOperation = (typeof chargedOperations)[number]

export const limitIntervals = ['transaction', 'daily'] as const
export type LimitInterval = (typeof limitIntervals)[number]

export const limitSchema = z
  .strictObject({
    operation: z.enum(chargedOperations),
    interval: z.enum(limitIntervals),
    limit: wireMoneySchema,
    used: wireMoneySchema,
    remaining: wireMoneySchema,
    resets_at: timestampSchema.nullable(),
  })
  .meta({ id: 'Limit' })

export const listLimits = operation({
  id: 'listLimits',
  method: 'GET',
  path: '/v1/limits',
  summary: 'My limits: used, remaining, when they reset',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({ currency: currencySchema.optional() }),
  success: { status: 200, body: z.strictObject({ data: z.array(limitSchema) }) },
  errors: ['not_signed_in'],
})

export const feeRuleSchema = z
  .strictObject({
    id: z.string(),
    operation: z.enum(chargedOperations),
    currency: currencySchema.nullable().meta({ description: 'null: any currency' }),
    fixed: z.string().meta({ description: 'Decimal amount in the currency of the operation' }),
    basis_points: z.number().int(),
    minimum: z.string().nullable(),
    maximum: z.string().nullable(),
  })
  .meta({ id: 'FeeRule' })

export const listFees = operation({
  id: 'listFees',
  method: 'GET',
  path: '/v1/fees',
  summary: 'The fee schedule in force',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({
      version: z.number().int(),
      valid_from: timestampSchema,
      rules: z.array(feeRuleSchema),
    }),
  },
  errors: [],
})
