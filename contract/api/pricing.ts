import { z } from 'zod'
import { chargedOperations, chargeMethods, feeBearers, limitIntervals } from '../charges.ts'
import { customerLevels } from '../levels.ts'
import { operation } from '../operation.ts'
import { currencySchema, moneySchema, timestampSchema, wireMoneySchema } from '../schemas.ts'

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

const regionSchema = z
  .string()
  .regex(/^(?:[A-Z]{2}|EEA)$/)
  .nullable()

/** A fee as it is published; what a rule leaves null it holds for whatever it may be. */
export const feeRuleSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,60}$/),
    operation: z.enum(chargedOperations),
    method: z.enum(chargeMethods).nullable(),
    payer_region: regionSchema.meta({ description: 'ISO 3166-1 country, or EEA; null: any' }),
    payee_region: regionSchema,
    currency: currencySchema.nullable().meta({ description: 'null: any currency' }),
    tier: z.enum(customerLevels).nullable().meta({ description: 'Level of the payer' }),
    fixed: z.string().meta({ description: 'Decimal amount in the currency of the operation' }),
    basis_points: z.number().int().min(0).max(10_000),
    minimum: z.string().nullable(),
    maximum: z.string().nullable(),
    bearer: z.enum(feeBearers),
    valid_from: timestampSchema.nullable(),
    valid_to: timestampSchema.nullable().meta({ description: 'From this moment on it is gone' }),
  })
  .meta({ id: 'FeeRule' })

export const limitRuleSchema = z
  .strictObject({
    operation: z.enum(chargedOperations),
    level: z
      .enum(customerLevels)
      .nullable()
      .meta({ description: 'null: whoever has no rule of their own level' }),
    interval: z.enum(limitIntervals),
    amounts: z.partialRecord(currencySchema, z.string()),
  })
  .meta({ id: 'LimitRule' })

/** Our share of an exchange between two currencies, taken from what arrives. */
export const markupRuleSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,60}$/),
    from: currencySchema.nullable().meta({ description: 'null: any' }),
    to: currencySchema.nullable(),
    from_volume: z
      .string()
      .nullable()
      .meta({ description: 'In euros, of the calendar month (UTC); null: for everybody' }),
    basis_points: z.number().int().min(0).max(2_000),
  })
  .meta({ id: 'MarkupRule' })

/** What a coming schedule changes, as customers are told it. */
export const changeSchema = z.strictObject({ en: z.string(), 'zh-CN': z.string() }).nullable()

export const listLimits = operation({
  id: 'listLimits',
  method: 'GET',
  path: '/v1/limits',
  summary: 'My limits: used, remaining, when they reset, and what raises them',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({ currency: currencySchema.optional() }),
  success: {
    status: 200,
    body: z.strictObject({
      level: z.enum(customerLevels),
      raise_by: z
        .enum(['prove_number'])
        .nullable()
        .meta({ description: 'What the customer can do to reach the next level; null: nothing' }),
      data: z.array(
        limitSchema
          .extend({
            next_limit: wireMoneySchema.nullable().meta({
              description:
                'The limit of the next level, where it is another; null also where there is none then',
            }),
          })
          .meta({ id: 'OwnLimit' }),
      ),
    }),
  },
  errors: ['not_signed_in'],
})

export const listLimitRules = operation({
  id: 'listLimitRules',
  method: 'GET',
  path: '/v1/limit_rules',
  summary: 'The limits in force for everybody, by level, and those to come',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({
      version: z.number().int(),
      valid_from: timestampSchema,
      rules: z.array(limitRuleSchema),
      upcoming: z.array(
        z.strictObject({
          version: z.number().int(),
          valid_from: timestampSchema,
          change: changeSchema,
          rules: z.array(limitRuleSchema),
        }),
      ),
    }),
  },
  errors: [],
})

export const pricedRuleSchema = feeRuleSchema
  .extend({
    example: z
      .strictObject({ amount: wireMoneySchema, fee: wireMoneySchema })
      .meta({ description: 'What a round amount costs by this rule' }),
  })
  .meta({ id: 'PricedFeeRule' })

export const listFees = operation({
  id: 'listFees',
  method: 'GET',
  path: '/v1/fees',
  summary: 'The fee schedule in force, and those to come',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({
      version: z.number().int(),
      valid_from: timestampSchema,
      rules: z.array(pricedRuleSchema),
      upcoming: z.array(
        z.strictObject({
          version: z.number().int(),
          valid_from: timestampSchema,
          change: changeSchema,
          rules: z.array(pricedRuleSchema),
        }),
      ),
    }),
  },
  errors: [],
})

export const previewFee = operation({
  id: 'previewFee',
  method: 'POST',
  path: '/v1/fee_previews',
  summary: 'What something would cost now, by the most specific rule',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({
    operation: z.enum(chargedOperations),
    method: z.enum(chargeMethods).optional(),
    payer_region: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    payee_region: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
    tier: z.enum(customerLevels).default('email_proved'),
    amount: moneySchema,
  }),
  success: {
    status: 200,
    body: z.strictObject({
      amount: wireMoneySchema,
      fees: z.array(
        z.strictObject({
          kind: z.string(),
          amount: wireMoneySchema,
          rule: z.string(),
          bearer: z.enum(['sender', 'recipient']),
        }),
      ),
      fee: wireMoneySchema,
      version: z.number().int(),
    }),
  },
  errors: [],
})
