import { z } from 'zod'
import { operation } from '../operation.ts'
import { currencySchema, idSchema, lineSchema, timestampSchema } from '../schemas.ts'

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

/** A bank account as a person gives it; its fields are those of `contract/bank-accounts` for that country. */
export const bankAccountSchema = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/),
  fields: z.record(z.string().max(40), z.string().max(100)),
})

/** Latin letters are what most banks keep; up to 140 characters fit into a payment (ISO 20022, Max140Text). */
const holderNameSchema = lineSchema({ min: 2, max: 70 })

export const nameCheckSchema = z
  .strictObject({
    id: z.string().meta({ description: 'Goes with the account when it is added' }),
    result: z.enum(nameCheckResults),
    name: z.string().nullable().meta({ description: 'The name the bank has, with `close_match` only' }),
    account: z.strictObject({
      country: z.string(),
      currency: currencySchema,
      fields: z.record(z.string(), z.string()),
    }),
    valid_until: timestampSchema,
  })
  .meta({ id: 'NameCheck' })

export const checkName = operation({
  id: 'checkName',
  method: 'POST',
  path: '/v1/name_checks',
  summary: 'Check a bank account and ask its bank whether it is in this name',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ account: bankAccountSchema, holder_name: holderNameSchema }),
  success: { status: 200, body: nameCheckSchema },
  errors: ['not_signed_in'],
})

export const addBankAccount = operation({
  id: 'addBankAccount',
  method: 'POST',
  path: '/v1/payment_methods',
  summary: 'Keep a bank account to withdraw to; its name was checked before',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    kind: z.literal('bank_account'),
    account: bankAccountSchema,
    holder_name: holderNameSchema,
    name_check: idSchema('nameCheck'),
    despite_name_check: z
      .boolean()
      .default(false)
      .meta({ description: 'The customer was warned that the bank did not confirm the name, and goes on' }),
  }),
  success: { status: 201, body: paymentMethodSchema },
  errors: [
    'not_signed_in',
    'step_up_required',
    'challenge_expired',
    'payee_mismatch',
    'payment_method_known',
    'too_many_payment_methods',
  ],
})
