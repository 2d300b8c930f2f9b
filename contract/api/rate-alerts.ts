import { z } from 'zod'
import { operation } from '../operation.ts'
import { currencySchema, idSchema, timestampSchema } from '../schemas.ts'

export const rateAlertStatuses = ['active', 'reached', 'expired'] as const
export const rateBases = ['mid', 'ours'] as const

/** How many a customer may have waiting. */
export const mostRateAlerts = 20

const targetSchema = z
  .string()
  .regex(/^(?!0+(?:\.0+)?$)[0-9]{1,9}(?:\.[0-9]{1,6})?$/)
  .meta({ description: 'Units of `to` for one unit of `from`, a decimal above zero' })

export const rateAlertSchema = z
  .strictObject({
    id: z.string(),
    from: currencySchema,
    to: currencySchema,
    target: z.string(),
    basis: z.enum(rateBases).meta({ description: '`mid`: the reference rate; `ours`: what you would get' }),
    direction: z
      .enum(['rise', 'fall'])
      .meta({ description: 'Which way the rate has to go from where it was' }),
    status: z.enum(rateAlertStatuses),
    created_at: timestampSchema,
    expires_at: timestampSchema,
    reached_at: timestampSchema.nullable(),
    reached_rate: z.string().nullable(),
  })
  .meta({ id: 'RateAlert' })

export const createRateAlert = operation({
  id: 'createRateAlert',
  method: 'POST',
  path: '/v1/rate_alerts',
  summary: 'Tell me once when a rate reaches a target',
  access: 'customer',
  rateLimit: 'write',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({
    from: currencySchema,
    to: currencySchema,
    target: targetSchema,
    basis: z.enum(rateBases).default('ours'),
  }),
  success: { status: 201, body: rateAlertSchema },
  errors: ['not_signed_in', 'currency_unsupported', 'rate_unavailable', 'transition_not_allowed'],
})

export const listRateAlerts = operation({
  id: 'listRateAlerts',
  method: 'GET',
  path: '/v1/rate_alerts',
  summary: 'My rate alerts, the newest first',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ data: z.array(rateAlertSchema) }) },
  errors: ['not_signed_in'],
})

export const deleteRateAlert = operation({
  id: 'deleteRateAlert',
  method: 'DELETE',
  path: '/v1/rate_alerts/{alert}',
  summary: 'Forget a rate alert',
  access: 'customer',
  rateLimit: 'write',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ alert: idSchema('rateAlert') }),
  success: { status: 204, body: null },
  errors: ['not_signed_in'],
})
