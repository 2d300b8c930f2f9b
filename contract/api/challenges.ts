import { z } from 'zod'
import { operation } from '../operation.ts'
import { currencySchema, idSchema, moneyOrZeroSchema, timestampSchema, wireMoneySchema } from '../schemas.ts'
import { factorMethods, factorProofSchema } from './factors.ts'

/** What may ask for a second look before it is done. */
export const stepUpOperations = [
  'transfer',
  'withdrawal',
  'transfer_abroad',
  'transfer_invitation',
  'refund',
  'schedule_transfer',
  'add_payment_method',
  'change_limit',
  'change_email',
  'change_phone',
  'change_password',
  'change_name',
  'add_totp',
  'turn_off_totp',
  'add_passkey',
  'remove_passkey',
  'regenerate_recovery_codes',
  'close_account',
  'unfreeze',
  'lower_protection',
] as const
export type StepUpOperation = (typeof stepUpOperations)[number]

export const challengeStatuses = ['pending', 'passed', 'failed', 'expired'] as const
export type ChallengeStatus = (typeof challengeStatuses)[number]

/** Why an operation wants a challenge, where that is not always so. */
export const stepUpReasons = ['amount_over_threshold', 'new_recipient'] as const
export type StepUpReason = (typeof stepUpReasons)[number]

/** Lines of a challenge besides amount and recipient; each has its words in the web's texts (`stepUp.facts`). */
export const stepUpFactNames = [
  'ask_above',
  'ask_new_recipient_above',
  'new_name',
  'new_email',
  'new_phone',
  'passkey',
  'payment_method',
  'rhythm',
  'first_day',
  'last_day',
  'runs',
] as const
export type StepUpFactName = (typeof stepUpFactNames)[number]

/**
 * What the customer agrees to, as the server has it (PSD2 RTS, article 5: the payer is made aware of amount and
 * payee).
 */
export const stepUpDisplaySchema = z
  .strictObject({
    reason: z.enum(stepUpReasons).nullable(),
    amount: wireMoneySchema.nullable(),
    total: wireMoneySchema.nullable().meta({ description: 'Amount and fees: what leaves the account' }),
    recipient: z.string().nullable().meta({ description: 'Masked name' }),
    recipient_account: z.string().nullable().meta({ description: 'Masked account number' }),
    facts: z.array(z.strictObject({ name: z.enum(stepUpFactNames), value: z.string() })),
  })
  .meta({ id: 'StepUpDisplay' })
export type StepUpDisplay = z.infer<typeof stepUpDisplaySchema>

export const challengeSchema = z
  .strictObject({
    id: z.string(),
    operation: z.enum(stepUpOperations),
    status: z.enum(challengeStatuses),
    display: stepUpDisplaySchema,
    methods: z.array(z.enum(factorMethods)).meta({ description: 'What this customer can prove it with now' }),
    destinations: z
      .strictObject({ email: z.string(), phone: z.string().nullable() })
      .meta({ description: 'Where codes would go, masked; `phone` is null where none can' }),
    attempts_left: z.number().int(),
    created_at: timestampSchema,
    expires_at: timestampSchema,
    used: z.boolean().meta({ description: 'Whether the operation was done with it; it serves once' }),
  })
  .meta({ id: 'Challenge' })

export const getChallenge = operation({
  id: 'getChallenge',
  method: 'GET',
  path: '/v1/challenges/{challenge}',
  summary: 'What one operation waits for, with what it is about as the server has it',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ challenge: idSchema('challenge') }),
  success: { status: 200, body: challengeSchema },
  errors: ['not_signed_in'],
})

export const sendChallengeCode = operation({
  id: 'sendChallengeCode',
  method: 'POST',
  path: '/v1/challenges/{challenge}/send_code',
  summary: 'Send a code to the e-mail address or mobile number on file',
  access: 'customer',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ challenge: idSchema('challenge') }),
  body: z.strictObject({ channel: z.enum(['email', 'sms']) }),
  success: {
    status: 202,
    body: z.strictObject({ resend_at: timestampSchema, expires_at: timestampSchema }),
  },
  errors: ['not_signed_in', 'challenge_expired', 'step_up_failed', 'validation_failed'],
})

export const passChallenge = operation({
  id: 'passChallenge',
  method: 'POST',
  path: '/v1/challenges/{challenge}/pass',
  summary: 'Prove that it is you; then repeat the operation with the header `Step-Up-Challenge`',
  access: 'customer',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ challenge: idSchema('challenge') }),
  body: z.strictObject({ proof: factorProofSchema }),
  success: { status: 200, body: challengeSchema },
  errors: ['not_signed_in', 'challenge_expired', 'step_up_failed'],
})

/** From which amounts on a customer is asked, in one currency. */
export const stepUpThresholdSchema = z
  .strictObject({
    amount: wireMoneySchema.meta({ description: 'A transfer of more than this asks' }),
    amount_at_most: wireMoneySchema.meta({ description: 'The highest that can be chosen; also the default' }),
    new_recipient: wireMoneySchema.meta({
      description: 'A transfer of more than this asks when it is the first confirmed one to somebody',
    }),
    new_recipient_at_most: wireMoneySchema.meta({
      description: 'The highest that can be chosen; the default is zero, which always asks',
    }),
  })
  .meta({ id: 'StepUpThreshold' })

export const listStepUpThresholds = operation({
  id: 'listStepUpThresholds',
  method: 'GET',
  path: '/v1/step_up_thresholds',
  summary: 'From which amounts on I am asked to confirm',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ data: z.array(stepUpThresholdSchema) }) },
  errors: ['not_signed_in'],
})

export const chooseStepUpThreshold = operation({
  id: 'chooseStepUpThreshold',
  method: 'PUT',
  path: '/v1/step_up_thresholds/{currency}',
  summary: 'Choose from which amounts on I am asked; asking less often must itself be confirmed',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ currency: currencySchema }),
  body: z.strictObject({ amount: moneyOrZeroSchema, new_recipient: moneyOrZeroSchema }),
  success: { status: 200, body: stepUpThresholdSchema },
  errors: ['not_signed_in', 'step_up_required', 'amount_above_maximum'],
})
