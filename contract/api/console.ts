import { z } from 'zod'
import { operation } from '../operation.ts'
import { restrictionReasons, restrictionScopes } from '../restrictions.ts'
import {
  idSchema,
  lineSchema,
  localeSchema,
  pageOf,
  pageQuery,
  proseSchema,
  timestampSchema,
  wireMoneySchema,
} from '../schemas.ts'
import { customerStatuses } from './identity.ts'
import { balanceSchema, transactionKinds, transactionSchema, transactionStatuses } from './wallet.ts'

/** Why a member of staff does it, in words, and the case it belongs to; both go into the audit log. */
export const causeShape = {
  reason: proseSchema({ min: 10, max: 500 }).meta({ description: 'Why, in your own words; kept on record' }),
  case_ref: lineSchema({ min: 3, max: 60 })
    .nullable()
    .optional()
    .meta({ description: 'The case it belongs to, e.g. `CS-2026-0001234-7`' }),
}

const masked = (example: string) =>
  z.string().meta({ description: `Masked, e.g. \`${example}\`; the whole is revealed with a reason` })

/** What tells a found customer apart from others of the same name. */
const foundCustomerShape = {
  id: z.string(),
  name: z.string(),
  status: z.enum(customerStatuses),
  email: masked('a•••@example.com'),
  phone: masked('•••• 00'),
  created_at: timestampSchema,
}

export const searchMatches = [
  'name',
  'email',
  'phone',
  'account_number',
  'transaction_number',
  'customer_id',
] as const
export type SearchMatch = (typeof searchMatches)[number]

export const foundCustomerSchema = z
  .strictObject({ ...foundCustomerShape, matched_by: z.enum(searchMatches) })
  .meta({ id: 'FoundCustomer' })

export const foundTransactionSchema = z
  .strictObject({
    number: z.string(),
    kind: z.enum(transactionKinds),
    status: z.enum(transactionStatuses),
    amount: wireMoneySchema,
    created_at: timestampSchema,
  })
  .meta({ id: 'FoundTransaction' })

export const searchCustomers = operation({
  id: 'searchCustomers',
  method: 'POST',
  path: '/staff/v1/searches',
  summary: 'Find a customer by name, e-mail, number, account or transaction number',
  access: 'staff',
  permission: 'customers.search',
  rateLimit: 'lookup',
  audit: 'record',
  idempotency: 'none',
  // In the body: an address in a URL ends up in the logs of every proxy on the way.
  body: z.strictObject({
    query: lineSchema({ min: 2, max: 254 }).meta({
      description:
        'Parts of a name; a whole e-mail address or mobile number; parts of these only for staff who may reveal them',
    }),
  }),
  success: {
    status: 200,
    body: z.strictObject({
      customers: z.array(foundCustomerSchema),
      transaction: foundTransactionSchema.nullable().meta({ description: 'Where the query is its number' }),
      more: z.boolean().meta({ description: 'Whether there are more customers than these' }),
    }),
  },
  errors: [],
})

const customerParams = z.strictObject({ customer: idSchema('customer') })

export const restrictionSources = ['customer', 'risk', 'compliance', 'legal', 'system'] as const

export const customerRestrictionSchema = z
  .strictObject({
    id: z.string(),
    scope: z.enum(restrictionScopes),
    source: z.enum(restrictionSources),
    reason: z.enum(restrictionReasons),
    case_ref: z.string().nullable(),
    in_force: z.boolean(),
    placed_at: timestampSchema,
    expires_at: timestampSchema.nullable(),
    review_at: timestampSchema.nullable(),
    lifted_at: timestampSchema.nullable(),
  })
  .meta({ id: 'CustomerRestriction' })

export const customerSessionSchema = z
  .strictObject({
    id: z.string(),
    created_at: timestampSchema,
    last_seen_at: timestampSchema,
    expires_at: timestampSchema,
    ip: masked('203.0.•••'),
    user_agent: z.string(),
  })
  .meta({ id: 'CustomerSession' })

export const customerPageSchema = z
  .strictObject({
    ...foundCustomerShape,
    locale: localeSchema,
    wallet: z.strictObject({
      account_number: masked('•••• •••• 8901'),
      balances: z.array(balanceSchema),
    }),
    restrictions: z.array(customerRestrictionSchema),
    sessions: z.array(customerSessionSchema),
  })
  .meta({ id: 'CustomerPage' })

export const getCustomerPage = operation({
  id: 'getCustomerPage',
  method: 'GET',
  path: '/staff/v1/customers/{customer}',
  summary: 'A customer with masked data, balances, restrictions and sessions',
  access: 'staff',
  permission: 'customers.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  params: customerParams,
  success: { status: 200, body: customerPageSchema },
  errors: [],
})

export const listCustomerTransactions = operation({
  id: 'listCustomerTransactions',
  method: 'GET',
  path: '/staff/v1/customers/{customer}/transactions',
  summary: "A customer's history as the customer sees it, newest first",
  access: 'staff',
  permission: 'customers.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  params: customerParams,
  query: z.strictObject(pageQuery),
  success: { status: 200, body: pageOf(transactionSchema) },
  errors: [],
})

export const revealableFields = ['email', 'phone', 'account_number', 'session_ips'] as const
export type RevealableField = (typeof revealableFields)[number]

export const revealCustomer = operation({
  id: 'revealCustomer',
  method: 'POST',
  path: '/staff/v1/customers/{customer}/reveals',
  summary: 'Reveal masked data of a customer, on record before it is answered',
  access: 'staff',
  permission: 'customers.reveal',
  rateLimit: 'lookup',
  audit: 'record',
  idempotency: 'none',
  params: customerParams,
  body: z.strictObject({ fields: z.array(z.enum(revealableFields)).min(1).max(4), ...causeShape }),
  success: {
    status: 200,
    body: z.strictObject({
      values: z.strictObject({
        email: z.string().optional(),
        phone: z.string().optional(),
        account_number: z.string().optional(),
        session_ips: z.array(z.strictObject({ session: z.string(), ip: z.string() })).optional(),
      }),
      shown_seconds: z.int().meta({ description: 'After so long whoever shows it masks it again' }),
    }),
  },
  errors: [],
})

/** What staff may give as the code of a freeze; the others are the customer's or a rule's own. */
export const freezeReasons = [
  'frozen_by_support',
  'unusual_activity',
  'compliance_review',
  'legal_order',
] as const satisfies readonly (typeof restrictionReasons)[number][]
export type FreezeReason = (typeof freezeReasons)[number]

export const freezeScopes = ['debit', 'all'] as const satisfies readonly (typeof restrictionScopes)[number][]

export const freezeCustomer = operation({
  id: 'freezeCustomer',
  method: 'POST',
  path: '/staff/v1/customers/{customer}/freezes',
  summary: 'Freeze an account at once: no money leaves it from here on; lifting it takes a second person',
  access: 'staff',
  permission: 'restrictions.place',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: customerParams,
  body: z.strictObject({
    scope: z.enum(freezeScopes).default('debit'),
    reason_code: z.enum(freezeReasons).meta({ description: 'What the customer is told' }),
    ...causeShape,
  }),
  success: { status: 201, body: customerRestrictionSchema },
  errors: ['transition_not_allowed'],
})

export const endCustomerSessions = operation({
  id: 'endCustomerSessions',
  method: 'POST',
  path: '/staff/v1/customers/{customer}/session_endings',
  summary: 'Sign a customer out everywhere at once',
  access: 'staff',
  permission: 'sessions.end',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: customerParams,
  body: z.strictObject(causeShape),
  success: { status: 200, body: z.strictObject({ ended: z.number().int() }) },
  errors: [],
})
