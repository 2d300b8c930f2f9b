import { z } from 'zod'
import { purposeCodes, recipientProblemCodes } from '../corridors/index.ts'
import { operation } from '../operation.ts'
import {
  currencySchema,
  feeLineSchema,
  idSchema,
  lineSchema,
  moneySchema,
  timelineStepSchema,
  timestampSchema,
  wireMoneySchema,
} from '../schemas.ts'
import { bankAccountSchema } from './payment-methods.ts'
import { stepUpReasons } from './challenges.ts'

/** What can be wrong with a recipient besides the account's own problems; `details.problems` names both kinds. */
export const recipientProblemNames = recipientProblemCodes

const fieldSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['iban', 'bic', 'digits', 'choice']),
  length: z.strictObject({ min: z.number().int(), max: z.number().int() }),
  pattern: z.string().meta({ description: 'Regular expression of the whole value, without spaces' }),
  example: z.string(),
  required: z.boolean(),
  choices: z.array(z.string()).nullable(),
})

export const corridorSchema = z
  .strictObject({
    country: z.string(),
    currency: currencySchema,
    name: z.enum(['latin', 'han_or_latin']).meta({
      description:
        '`latin`: a name in another script needs its Latin form; `han_or_latin`: Chinese ones do not',
    }),
    address: z.boolean().meta({ description: 'Whether the recipient’s address must be told' }),
    purposes: z.array(z.enum(purposeCodes)).meta({
      description: 'ISO 20022 purpose codes, one of which must be told; empty: none is asked for',
    }),
    max_name_length: z.number().int(),
    max_message_length: z.number().int(),
    fields: z.array(fieldSchema),
  })
  .meta({ id: 'Corridor' })

export const listCorridors = operation({
  id: 'listCorridors',
  method: 'GET',
  path: '/v1/corridors',
  summary: 'Countries money can be sent to, with the form for an account there',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ data: z.array(corridorSchema) }) },
  errors: [],
})

export const recipientSchema = z
  .strictObject({
    id: z.string(),
    label: z.string().meta({ description: 'What the customer calls them; the name where they chose none' }),
    name: z.string().meta({ description: 'As written by the customer' }),
    name_on_order: z.string().meta({ description: 'As the payment carries it' }),
    country: z.string(),
    currency: currencySchema,
    account: z.string().meta({ description: 'Masked but for its last characters' }),
    created_at: timestampSchema,
    last_used_at: timestampSchema.nullable(),
  })
  .meta({ id: 'RecipientAbroad' })

const mine = { access: 'customer', audit: 'record', idempotency: 'none' } as const
const recipientParams = z.strictObject({ recipient: idSchema('recipient') })
const labelSchema = lineSchema({ min: 1, max: 40 })

export const listRecipients = operation({
  id: 'listRecipients',
  method: 'GET',
  path: '/v1/recipients',
  summary: 'My recipients abroad, the latest used first',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ data: z.array(recipientSchema) }) },
  errors: ['not_signed_in'],
})

export const addressSchema = z.strictObject({
  street: lineSchema({ min: 1, max: 100 }),
  city: lineSchema({ min: 1, max: 70 }),
  postal_code: lineSchema({ min: 1, max: 20 }),
})

export const createRecipient = operation({
  ...mine,
  id: 'createRecipient',
  method: 'POST',
  path: '/v1/recipients',
  summary: 'Keep somebody abroad; the same account and name once more gives the one that is kept',
  rateLimit: 'write',
  body: z.strictObject({
    name: lineSchema({ min: 1, max: 140 }),
    latin_name: lineSchema({ min: 1, max: 140 }).nullable().default(null),
    label: labelSchema.nullable().default(null),
    account: bankAccountSchema,
    address: addressSchema.nullable().default(null),
  }),
  success: { status: 201, body: recipientSchema },
  errors: ['not_signed_in', 'too_many_recipients'],
})

export const renameRecipient = operation({
  ...mine,
  id: 'renameRecipient',
  method: 'PATCH',
  path: '/v1/recipients/{recipient}',
  summary: 'Call a recipient something else; name and account stay what they are',
  rateLimit: 'write',
  params: recipientParams,
  body: z.strictObject({ label: labelSchema }),
  success: { status: 200, body: recipientSchema },
  errors: ['not_signed_in'],
})

export const removeRecipient = operation({
  ...mine,
  id: 'removeRecipient',
  method: 'DELETE',
  path: '/v1/recipients/{recipient}',
  summary: 'Forget a recipient; what is under way to them goes on',
  rateLimit: 'write',
  params: recipientParams,
  success: { status: 204, body: null },
  errors: ['not_signed_in'],
})

export const abroadQuoteStatuses = ['active', 'accepted', 'expired'] as const

const rateSchema = z.string().nullable().meta({
  description: 'Units of the recipient’s currency for one of mine, for display; null where both are the same',
})

/** What a price consists of, the same in a quote and in the transfer made at it. */
const priceShape = {
  fixed: z.enum(['send', 'receive']).meta({ description: 'Which of the two amounts was asked for' }),
  total: wireMoneySchema.meta({ description: 'What leaves the wallet: `converted_from` and the fees' }),
  fees: z.array(feeLineSchema),
  converted_from: wireMoneySchema.meta({ description: 'What is exchanged, after the fees' }),
  receive: wireMoneySchema.meta({ description: 'What arrives' }),
  rate: rateSchema,
  mid_rate: rateSchema,
  rate_day: z.iso.date().nullable(),
  markup: wireMoneySchema.meta({ description: 'Our share of the exchange, in the recipient’s currency' }),
  markup_basis_points: z.number().int(),
}

export const abroadQuoteSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(abroadQuoteStatuses),
    recipient: recipientSchema,
    ...priceShape,
    leaves_at: timestampSchema.meta({
      description: 'When the bank gets the order; until then it can be canceled',
    }),
    arrives_on: z.iso.date().meta({ description: 'A banking day on both sides' }),
    expected_by: timestampSchema,
    holidays_known: z.boolean().meta({
      description:
        'False where holidays until then are still to be announced: `arrives_on` is the latest day',
    }),
    available_after: wireMoneySchema
      .nullable()
      .meta({ description: 'null where the balance does not suffice' }),
    step_up: z.enum(stepUpReasons).nullable(),
    obstacle: z
      .strictObject({ code: z.string(), title: z.string(), detail: z.string(), next_step: z.string() })
      .nullable()
      .meta({ description: 'Why it would be declined right now' }),
    created_at: timestampSchema,
    expires_at: timestampSchema,
  })
  .meta({ id: 'TransferAbroadQuote' })

export const createTransferAbroadQuote = operation({
  id: 'createTransferAbroadQuote',
  method: 'POST',
  path: '/v1/transfer_abroad_quotes',
  summary:
    'What a transfer abroad costs and brings, and when it arrives; holds for 15 minutes, nothing moves',
  access: 'customer',
  rateLimit: 'write',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({
    recipient: idSchema('recipient'),
    source: currencySchema.meta({ description: 'The balance it is paid from' }),
    fixed: z.enum(['send', 'receive']),
    amount: moneySchema.meta({
      description: '`send`: in `source`, what leaves, fees included; `receive`: what is to arrive',
    }),
  }),
  success: { status: 201, body: abroadQuoteSchema },
  errors: [
    'not_signed_in',
    'recipient_invalid',
    'rate_unavailable',
    'amount_below_minimum',
    'amount_above_maximum',
  ],
})

/**
 * A transfer is an object only once it was confirmed: until then it is a quote. So `requires_confirmation`, which
 * other kinds have, is not among its states.
 */
export const transferAbroadStatuses = [
  'processing',
  'sent',
  'completed',
  'failed',
  'canceled',
  'returned',
] as const
export type TransferAbroadStatus = (typeof transferAbroadStatuses)[number]

export const transferAbroadActions = ['cancel', 'repeat', 'receipt', 'contact_support'] as const

export const transferAbroadSchema = z
  .strictObject({
    id: z.string(),
    number: z.string(),
    status: z.enum(transferAbroadStatuses),
    status_reason: z.string().nullable(),
    bank_reason: z.strictObject({ code: z.string(), text: z.string().nullable() }).nullable().meta({
      description: 'ISO 20022 reason code and the bank’s own words, where a bank refused or sent back',
    }),
    recipient: recipientSchema,
    ...priceShape,
    returned: wireMoneySchema
      .nullable()
      .meta({ description: 'What came back into the wallet, in the currency it came in' }),
    purpose: z.enum(purposeCodes).nullable(),
    message: z.string().nullable(),
    leaves_at: timestampSchema,
    arrives_on: z.iso.date(),
    late: z.boolean().meta({ description: 'Past the time that was promised' }),
    expected_by: timestampSchema.nullable(),
    created_at: timestampSchema,
    timeline: z.array(timelineStepSchema),
    actions: z.array(z.enum(transferAbroadActions)),
  })
  .meta({ id: 'TransferAbroad' })

export const createTransferAbroad = operation({
  id: 'createTransferAbroad',
  method: 'POST',
  path: '/v1/transfers_abroad',
  summary: 'Send money abroad at a quoted price; a quote is used once, declines are kept with their reason',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  body: z.strictObject({
    quote: idSchema('quote'),
    purpose: z.enum(purposeCodes).nullable().default(null),
    message: lineSchema({ min: 1, max: 140 }).nullable().default(null),
  }),
  success: { status: 201, body: transferAbroadSchema },
  errors: [
    'not_signed_in',
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'insufficient_funds',
    'limit_exceeded',
    'account_restricted',
    'account_closed',
    'quote_expired',
    'quote_used',
    'recipient_invalid',
    'step_up_required',
  ],
})

const transferParams = z.strictObject({ transfer_abroad: idSchema('transferAbroad') })

export const getTransferAbroad = operation({
  id: 'getTransferAbroad',
  method: 'GET',
  path: '/v1/transfers_abroad/{transfer_abroad}',
  summary: 'One of my transfers abroad',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: transferParams,
  success: { status: 200, body: transferAbroadSchema },
  errors: ['not_signed_in'],
})

export const cancelTransferAbroad = operation({
  id: 'cancelTransferAbroad',
  method: 'POST',
  path: '/v1/transfers_abroad/{transfer_abroad}/cancel',
  summary: 'Take a transfer back that has not left yet; everything comes back, fees included',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'none',
  params: transferParams,
  success: { status: 200, body: transferAbroadSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})
