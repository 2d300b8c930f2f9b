import { z } from 'zod'
import { chargedOperations, chargeMethods, feeBearers, limitIntervals } from '../charges.ts'
import { customerLevels } from '../levels.ts'
import { operation } from '../operation.ts'
import { currencySchema, timestampSchema, wireMoneySchema } from '../schemas.ts'

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

const regionSchema = z
  .string()
  .regex(/^(?:[A-Z]{2}|EEA)$/)
  .nullable()
  .default(null)

/** A fee as it is published; what a rule leaves null it holds for whatever it may be. */
export const feeRuleSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,60}$/),
    operation: z.enum(chargedOperations),
    method: z.enum(chargeMethods).nullable().default(null),
    payer_region: regionSchema.meta({ description: 'ISO 3166-1 country, or EEA; null: any' }),
    payee_region: regionSchema,
    currency: currencySchema.nullable().meta({ description: 'null: any currency' }),
    tier: z.enum(customerLevels).nullable().default(null).meta({ description: 'Level of the payer' }),
    fixed: z.string().meta({ description: 'Decimal amount in the currency of the operation' }),
    basis_points: z.number().int().min(0).max(10_000),
    minimum: z.string().nullable(),
    maximum: z.string().nullable(),
    bearer: z.enum(feeBearers).default('sender'),
    valid_from: timestampSchema.nullable().default(null),
    valid_to: timestampSchema
      .nullable()
      .default(null)
      .meta({ description: 'From this moment on it is gone' }),
  })
  .meta({ id: 'FeeRule' })

export const limitRuleSchema = z
  .strictObject({
    operation: z.enum(chargedOperations),
    level: z
      .enum(customerLevels)
      .nullable()
      .default(null)
      .meta({ description: 'null: whoever has no rule of their own level' }),
    interval: z.enum(limitIntervals),
    amounts: z.partialRecord(currencySchema, z.string()),
  })
  .meta({ id: 'LimitRule' })

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
