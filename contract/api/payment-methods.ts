import { z } from 'zod'
import { operation } from '../operation.ts'
import { currencySchema, idSchema, timestampSchema } from '../schemas.ts'

export const paymentMethodKinds = ['bank_account', 'card', 'ewallet'] as const
export type PaymentMethodKind = (typeof paymentMethodKinds)[number]

export const paymentMethodStatuses = ['pending', 'active', 'expired', 'disabled'] as const
export type PaymentMethodStatus = (typeof paymentMethodStatuses)[number]

/** What the bank says about the name on an account. */
export const nameCheckResults = ['match', 'close_match', 'no_match', 'not_possible'] as const
export type NameCheckResult = (typeof nameCheckResults)[number]

/** What may be seen of a method, by kind. Numbers are masked but for their last letters. */
export const methodDetailsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bank_account'),
    country: z.string().meta({ description: 'ISO 3166-1, two letters' }),
    currency: currencySchema.meta({ description: 'The currency it is held in, the only one paid out to it' }),
    account: z.string().meta({ description: 'Masked, e.g. `DE •••• 3000`' }),
    bank: z.string().nullable().meta({ description: 'BIC, sort code, routing number or bank code' }),
    holder_name: z.string(),
    name_check: z.enum(nameCheckResults),
  }),
  z.strictObject({
    kind: z.literal('card'),
    brand: z.string(),
    last4: z.string().regex(/^\d{4}$/),
    funding: z.enum(['credit', 'debit', 'prepaid', 'unknown']),
    exp_month: z.number().int(),
    exp_year: z.number().int(),
  }),
  z.strictObject({ kind: z.literal('ewallet'), provider: z.string(), account: z.string() }),
])
export type MethodDetails = z.infer<typeof methodDetailsSchema>

export const paymentMethodSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(paymentMethodKinds),
    status: z.enum(paymentMethodStatuses),
    label: z.string().meta({ description: 'How to name it in one line, masked' }),
    details: methodDetailsSchema,
    is_default: z.boolean().meta({ description: 'Offered first of its kind' }),
    expires_on: z.iso.date().nullable().meta({ description: 'The last day it can be used' }),
    verified_at: timestampSchema.nullable(),
    created_at: timestampSchema,
  })
  .meta({ id: 'PaymentMethod' })

const methodParams = z.strictObject({ payment_method: idSchema('paymentMethod') })

export const listPaymentMethods = operation({
  id: 'listPaymentMethods',
  method: 'GET',
  path: '/v1/payment_methods',
  summary: 'My bank accounts, cards and e-wallets, masked; the default of each kind first',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({ kind: z.enum(paymentMethodKinds).optional() }),
  success: { status: 200, body: z.strictObject({ data: z.array(paymentMethodSchema) }) },
  errors: ['not_signed_in'],
})

export const makePaymentMethodDefault = operation({
  id: 'makePaymentMethodDefault',
  method: 'POST',
  path: '/v1/payment_methods/{payment_method}/default',
  summary: 'Offer this one first of its kind',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: methodParams,
  success: { status: 200, body: paymentMethodSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})

export const removePaymentMethod = operation({
  id: 'removePaymentMethod',
  method: 'DELETE',
  path: '/v1/payment_methods/{payment_method}',
  summary: 'Remove a bank account, card or e-wallet; what is under way with it goes on',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: methodParams,
  success: { status: 204, body: null },
  errors: ['not_signed_in'],
})
