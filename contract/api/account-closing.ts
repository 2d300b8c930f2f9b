import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, timestampSchema } from '../schemas.ts'
import { secretTokenSchema } from './recovery.ts'

const mine = { access: 'customer', rateLimit: 'write', audit: 'record', idempotency: 'none' } as const

/** What keeps an account open; each kind is put into words by the web, with its facts. */
export const openItemKinds = [
  'balance',
  'reserved',
  'deposit',
  'withdrawal',
  'transfer',
  'schedule',
  'request',
  'dispute',
  'restriction',
] as const

export const openItemSchema = z
  .strictObject({
    kind: z.enum(openItemKinds),
    /** Facts such as `number` or `amount`; text only, money as on the wire. */
    amount: z.strictObject({ value: z.string(), currency: z.string() }).nullable(),
    number: z.string().nullable().meta({ description: 'Transaction number' }),
    reason: z.string().nullable(),
  })
  .meta({ id: 'OpenItem' })
export type OpenItem = z.infer<typeof openItemSchema>

export const accountClosingSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(['cooling_off', 'closed', 'canceled', 'stopped']),
    asked_at: timestampSchema,
    closes_at: timestampSchema,
    ended_at: timestampSchema.nullable(),
    open_items: z.array(openItemSchema).nullable(),
  })
  .meta({ id: 'AccountClosing' })

export const getClosingObstacles = operation({
  id: 'getClosingObstacles',
  method: 'GET',
  path: '/v1/account_closings/obstacles',
  summary: 'What keeps my account from being closed now',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({
      open_items: z.array(openItemSchema),
      cooling_off_days: z.number().int(),
      records_kept_years: z.number().int(),
    }),
  },
  errors: ['not_signed_in'],
})

export const closeAccount = operation({
  ...mine,
  id: 'closeAccount',
  method: 'POST',
  path: '/v1/account_closings',
  summary: 'Close my account after the cooling-off time',
  success: { status: 201, body: accountClosingSchema },
  errors: ['not_signed_in', 'step_up_required', 'account_not_empty', 'transition_not_allowed'],
})

const closingParams = z.strictObject({ account_closing: idSchema('accountClosing') })

export const keepAccount = operation({
  ...mine,
  id: 'keepAccount',
  method: 'POST',
  path: '/v1/account_closings/{account_closing}/cancel',
  summary: 'Keep my account after all',
  params: closingParams,
  success: { status: 200, body: accountClosingSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})

export const getClosingDocument = operation({
  id: 'getClosingDocument',
  method: 'POST',
  path: '/v1/account_closings/{account_closing}/document',
  summary: 'The confirmation to keep, with the token from the mail; works without signing in',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: closingParams,
  body: z.strictObject({ token: secretTokenSchema }),
  success: { status: 200, body: null, file: 'text/html' },
  errors: [],
})
