import { z } from 'zod'
import type { Acquirer } from '../acquirer.ts'
import {
  CURRENCY_CODES,
  findAmountProblem,
  isCurrency,
  MAXIMUM_CHARGE,
  toMessageAmount,
  CURRENCIES,
  type Currency,
} from '../currencies.ts'
import { newId } from '../ids.ts'
import { hasCustomer } from '../store/queries-saved.ts'
import { insertSession } from '../store/queries-sessions.ts'
import type { SessionRecord } from '../store/records.ts'
import type { Endpoint } from './call.ts'
import { invalidRequest, notFound } from './errors.ts'
import { readExpansion } from './expand.ts'
import {
  email,
  expand,
  integer,
  listOf,
  metadata,
  parseParams,
  positiveAmount,
  text,
  webAddress,
} from './params.ts'
import { renderSession } from './render-session.ts'

/** Languages of the hosted page; other than Chinese is shown in English. */
const LOCALES =
  'auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'.split(
    ' ',
  )

const lineItemSchema = z.strictObject({
  price_data: z.strictObject({
    currency: text(3).transform(code => code.toLowerCase()),
    unit_amount: positiveAmount,
    product_data: z.strictObject({ name: text(1_500), description: text(40_000).optional() }),
  }),
  quantity: integer,
})

const paramsSchema = z.strictObject({
  adaptive_pricing: z.strictObject({ enabled: z.literal('false') }).optional(),
  allowed_payment_method_types: listOf(z.literal('card'), 1).optional(),
  cancel_url: webAddress.optional(),
  client_reference_id: text(200).optional(),
  customer: text(255).optional(),
  customer_email: email.optional(),
  expand,
  expires_at: integer.optional(),
  line_items: listOf(lineItemSchema, 100),
  locale: z.enum(LOCALES).optional(),
  metadata: metadata.default({}),
  mode: z.literal('payment'),
  payment_intent_data: z
    .strictObject({
      description: text(1_000).optional(),
      metadata: metadata.default({}),
      receipt_email: email.optional(),
      statement_descriptor_suffix: text(22).optional(),
    })
    .prefault({}),
  saved_payment_method_options: z
    .strictObject({ payment_method_save: z.enum(['enabled', 'disabled']) })
    .optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay']).optional(),
  success_url: webAddress,
  ui_mode: z.literal('hosted_page').optional(),
})

type Params = z.output<typeof paramsSchema>

function checkCurrency(params: Params): Currency {
  const [first] = params.line_items
  if (!first) {
    throw invalidRequest('Missing required param: line_items.', {
      code: 'parameter_missing',
      param: 'line_items',
    })
  }
  for (const [index, item] of params.line_items.entries()) {
    const param = `line_items[${index}][price_data][currency]`
    const { currency } = item.price_data
    if (!isCurrency(currency)) {
      throw invalidRequest(
        `Invalid currency: ${currency}. This simulator supports these currencies: ${CURRENCY_CODES.join(', ')}`,
        { param },
      )
    }
    if (currency !== first.price_data.currency) {
      throw invalidRequest('All line items must use the same currency.', { param })
    }
  }
  const code = first.price_data.currency
  if (!isCurrency(code)) throw new Error(`currency ${code} passed its check and is not supported`)
  return code
}

function checkAmount(params: Params, currency: Currency): bigint {
  let total = 0n
  for (const [index, { price_data, quantity }] of params.line_items.entries()) {
    if (quantity < 1) {
      throw invalidRequest('This value must be greater than or equal to 1.', {
        code: 'parameter_invalid_integer',
        param: `line_items[${index}][quantity]`,
      })
    }
    total += price_data.unit_amount * BigInt(quantity)
  }
  switch (findAmountProblem(total, currency)) {
    case 'too_small':
      throw invalidRequest(
        `The Checkout Session's total amount due must add up to at least ${toMessageAmount(CURRENCIES[currency].minimum, currency)}`,
        { code: 'amount_too_small' },
      )
    case 'too_large':
      throw invalidRequest(
        `The Checkout Session's total amount due must be no more than ${toMessageAmount(MAXIMUM_CHARGE, currency)}`,
        { code: 'amount_too_large' },
      )
    case 'last_digit':
      throw invalidRequest(
        `Amounts in ${currency} must end in 0, because the card networks settle it with two decimals; ${total} does not.`,
        { code: 'invalid_charge_amount', param: 'line_items[0][price_data][unit_amount]' },
      )
    case null:
      return total
  }
}

const MINIMUM_LIFE_S = 30 * 60
const MAXIMUM_LIFE_S = 24 * 60 * 60

function checkExpiry(acquirer: Acquirer, expiresAt: number | undefined): number {
  const now = acquirer.clock.nowSeconds()
  if (expiresAt === undefined) return now + MAXIMUM_LIFE_S
  if (expiresAt < now + MINIMUM_LIFE_S) {
    throw invalidRequest(
      'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
      {
        param: 'expires_at',
      },
    )
  }
  if (expiresAt > now + MAXIMUM_LIFE_S) {
    throw invalidRequest(
      'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
      {
        param: 'expires_at',
      },
    )
  }
  return expiresAt
}

function toSession(acquirer: Acquirer, params: Params): SessionRecord {
  const currency = checkCurrency(params)
  const amountTotal = checkAmount(params, currency)
  const intentData = params.payment_intent_data
  return {
    id: newId.session(),
    created: acquirer.clock.nowSeconds(),
    status: 'open',
    paymentStatus: 'unpaid',
    currency,
    amountTotal,
    lineItems: params.line_items.map(({ price_data, quantity }) => ({
      id: newId.lineItem(),
      price: newId.price(),
      product: newId.product(),
      name: price_data.product_data.name,
      description: price_data.product_data.description ?? null,
      unitAmount: price_data.unit_amount,
      quantity,
    })),
    clientReferenceId: params.client_reference_id ?? null,
    customerEmail: params.customer_email ?? null,
    customer: params.customer ?? null,
    offersSaving: params.saved_payment_method_options?.payment_method_save === 'enabled',
    allowedMethods: params.allowed_payment_method_types ?? null,
    metadata: params.metadata,
    locale: params.locale ?? null,
    submitType: params.submit_type ?? null,
    successUrl: params.success_url,
    cancelUrl: params.cancel_url ?? null,
    expiresAt: checkExpiry(acquirer, params.expires_at),
    paymentIntent: null,
    paymentIntentData: {
      metadata: intentData.metadata,
      description: intentData.description ?? null,
      receiptEmail: intentData.receipt_email ?? null,
      statementDescriptorSuffix: intentData.statement_descriptor_suffix ?? null,
    },
    payer: null,
    presses: [],
    silent: false,
  }
}

/** `checkout.sessions.create`: a hosted page for one payment by card. */
export const createSession: Endpoint = {
  method: 'POST',
  path: '/v1/checkout/sessions',
  answer({ tx, acquirer, params: form }) {
    const params = parseParams(paramsSchema, form)
    const expansion = readExpansion(params.expand, 'session')
    if (params.customer !== undefined && !hasCustomer(tx, params.customer)) {
      throw notFound('customer', params.customer, 'customer')
    }
    const session = toSession(acquirer, params)
    insertSession(tx, session)
    return { object: renderSession(tx, acquirer.publicUrl(), session, expansion) }
  },
}
