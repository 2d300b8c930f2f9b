import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, timestampSchema, transactionNumberSchema, wireMoneySchema } from '../schemas.ts'
import { transactionStatuses } from './wallet.ts'

/** Everything that can be the matter with a transaction, or nothing. Each has words in both languages. */
export const diagnosisCauses = [
  // Nothing is wrong
  'all_done',
  'on_its_way',
  'waiting_for_you',
  'waiting_for_transfer',
  'waiting_for_recipient',
  // My own money and account
  'funds_missing',
  'funds_sufficient_now',
  'limit_per_transaction',
  'limit_below_amount',
  'limit_used_up',
  'limit_free_again',
  'frozen_by_you',
  'frozen_after_alarm',
  'frozen_by_support',
  'unusual_activity',
  'compliance_review',
  'legal_order',
  'recovery_hold',
  'email_not_verified',
  'account_suspended',
  'account_closing',
  'account_closed',
  'restriction_over',
  // The other side
  'recipient_cannot_receive',
  'not_accepted_in_time',
  // Cards and other ways to pay in
  'card_declined',
  'card_without_funds',
  'card_expired',
  'card_lost_or_stolen',
  'card_details_wrong',
  'card_not_supported',
  'card_used_too_often',
  'card_not_confirmed',
  'card_error',
  'card_suspected_fraud',
  'not_paid_in_time',
  'transfer_not_come',
  'canceled_by_you',
  'rail_unavailable',
  'rail_refused',
  'money_went_back',
  'review_amounts',
  'review_silence',
  'review_account',
  'review_other',
  // The bank
  'bank_account_number_wrong',
  'bank_account_closed',
  'bank_account_blocked',
  'bank_account_type',
  'holder_name_wrong',
  'bank_code_wrong',
  'refused_by_account_holder',
  'required_by_law',
  'duplicate_at_bank',
  'bank_unreachable',
  'asked_back',
  'bank_refused',
  'recall_refused',
  'overdue',
  'unknown',
] as const
export type DiagnosisCause = (typeof diagnosisCauses)[number]

/** What the customer can do now; the website makes a button of each. */
export const diagnosisActionSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('add_money'),
    amount: wireMoneySchema.nullable().meta({ description: 'What is missing' }),
  }),
  z.strictObject({ type: z.literal('try_again') }),
  z.strictObject({
    type: z.literal('lower_amount'),
    most: wireMoneySchema.nullable().meta({ description: 'What would still fit' }),
  }),
  z.strictObject({ type: z.literal('raise_limit') }),
  z.strictObject({ type: z.literal('other_method') }),
  z.strictObject({ type: z.literal('correct_details') }),
  z.strictObject({ type: z.literal('continue') }),
  z.strictObject({ type: z.literal('cancel') }),
  z.strictObject({ type: z.literal('refund') }),
  z.strictObject({ type: z.literal('unfreeze') }),
  z.strictObject({ type: z.literal('verify_email') }),
  z.strictObject({ type: z.literal('wait'), until: timestampSchema.nullable() }),
  z.strictObject({
    type: z.literal('contact_support'),
    subject: z.string(),
    body: z.string().meta({ description: 'Number, cause and facts, in my language' }),
  }),
])
export type DiagnosisAction = z.input<typeof diagnosisActionSchema>

export const diagnosisSchema = z
  .strictObject({
    number: z.string(),
    status: z.enum(transactionStatuses),
    severity: z.enum(['fine', 'waiting', 'problem']),
    cause: z.enum(diagnosisCauses),
    title: z.string().meta({ description: 'In my language' }),
    text: z.string().meta({ description: 'What happened and where the money is, in my language' }),
    evidence: z.array(
      z.strictObject({
        fact: z.string().meta({ description: 'A key of the web’s messages: `diagnosis.fact.<fact>`' }),
        value: z.union([z.string(), wireMoneySchema]),
        at: timestampSchema.nullable(),
      }),
    ),
    actions: z.array(diagnosisActionSchema).meta({ description: 'The most helpful first' }),
    checked_at: timestampSchema,
  })
  .meta({ id: 'Diagnosis' })

export const getTransactionDiagnosis = operation({
  id: 'getTransactionDiagnosis',
  method: 'GET',
  path: '/v1/transactions/{number}/diagnosis',
  summary: 'What is the matter with a transaction, what proves it, and what I can do now',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ number: transactionNumberSchema }),
  success: { status: 200, body: diagnosisSchema },
  errors: ['not_signed_in'],
})

/** For staff: what the customer is told, in the language of whoever asks. */
export const getCustomerTransactionDiagnosis = operation({
  id: 'getCustomerTransactionDiagnosis',
  method: 'GET',
  path: '/staff/v1/customers/{customer}/transactions/{number}/diagnosis',
  summary: "The diagnosis of a customer's transaction, as the customer gets it",
  access: 'staff',
  permission: 'customers.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ customer: idSchema('customer'), number: transactionNumberSchema }),
  success: { status: 200, body: diagnosisSchema },
  errors: [],
})
