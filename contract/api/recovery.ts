import { z } from 'zod'
import { lostFactors } from '../lost-factors.ts'
import { operation } from '../operation.ts'
import { idSchema, paragraphSchema, timestampSchema } from '../schemas.ts'
import { sixDigitsSchema } from './factors.ts'
import { passwordSchema } from './identity.ts'

/** A way back in for somebody who forgot the password. The same for known and unknown addresses and numbers. */
export const recoverySchema = z
  .strictObject({
    id: z.string(),
    channel: z.enum(['email', 'sms']),
    contact: z.string().meta({ description: 'The address or number as typed.' }),
    expires_at: timestampSchema.meta({ description: 'Until when the code is good.' }),
    resend_at: timestampSchema.meta({ description: 'When another code may be asked for.' }),
  })
  .meta({ id: 'Recovery' })

const recoveryParams = z.strictObject({ recovery: idSchema('recovery') })

/** A token as it is handed out: 32 random bytes in base64url. */
export const secretTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** What is known once somebody has proved that messages to the account reach them. */
const provedSchema = z.strictObject({
  expires_at: timestampSchema,
  email: z.string().meta({ description: 'The address of the account, masked: whose it is.' }),
  second_factor: z.boolean().meta({
    description: 'Whether signing in will ask for an authenticator app or a passkey, which stay as they are.',
  }),
})

export const startRecovery = operation({
  id: 'startRecovery',
  method: 'POST',
  path: '/v1/recoveries',
  summary: 'Forgotten password: send a code to an e-mail address or mobile number on file',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    contact: z.string().min(3).max(254).meta({
      description: 'E-mail address, or mobile number in international format with +',
    }),
  }),
  success: { status: 202, body: recoverySchema },
  errors: [],
})

export const resendRecoveryCode = operation({
  id: 'resendRecoveryCode',
  method: 'POST',
  path: '/v1/recoveries/{recovery}/resend',
  summary: 'Send another code; the earlier one is void',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: recoveryParams,
  success: {
    status: 202,
    body: z.strictObject({ expires_at: timestampSchema, resend_at: timestampSchema }),
  },
  errors: ['challenge_expired'],
})

export const proveRecovery = operation({
  id: 'proveRecovery',
  method: 'POST',
  path: '/v1/recoveries/{recovery}/prove',
  summary: 'Give the code; the answer holds a token that allows one new password',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: recoveryParams,
  body: z.strictObject({ code: sixDigitsSchema }),
  success: { status: 200, body: provedSchema.extend({ token: secretTokenSchema }) },
  errors: ['code_invalid', 'challenge_expired'],
})

/** A POST, because the token belongs neither into an address nor into a log. */
export const lookUpRecovery = operation({
  id: 'lookUpRecovery',
  method: 'POST',
  path: '/v1/recoveries/{recovery}/look_up',
  summary: 'Whose recovery the link of a mail continues; uses nothing up',
  access: 'public',
  rateLimit: 'code',
  audit: 'none',
  idempotency: 'none',
  params: recoveryParams,
  body: z.strictObject({ token: secretTokenSchema }),
  success: { status: 200, body: provedSchema },
  errors: ['challenge_expired'],
})

export const completeRecovery = operation({
  id: 'completeRecovery',
  method: 'POST',
  path: '/v1/recoveries/{recovery}/complete',
  summary: 'Choose the new password; ends every session, holds outgoing money for 24 hours, signs nobody in',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: recoveryParams,
  body: z.strictObject({ token: secretTokenSchema, password: passwordSchema }),
  success: {
    status: 200,
    body: z.strictObject({
      email: z.string().meta({ description: 'The address to sign in with, masked.' }),
      held_until: timestampSchema.meta({ description: 'Until then no money leaves the account.' }),
      second_factor: z.boolean(),
    }),
  },
  errors: ['password_too_weak', 'challenge_expired'],
})

export const lostFactorsSchema = z.array(z.enum(lostFactors))

export const recoveryRequestStates = [
  'submitted',
  'checked',
  'completed',
  'refused',
  'withdrawn',
  'expired',
] as const
export type RecoveryRequestState = (typeof recoveryRequestStates)[number]

/** How support may have established who is asking (requirement E9); never a password or a code. */
export const identityEvidence = [
  'id_document',
  'video_call',
  'call_back',
  'recent_transactions',
  'account_number',
  'personal_data',
] as const
export type IdentityEvidence = (typeof identityEvidence)[number]

export const recoveryRequestSchema = z
  .strictObject({
    id: z.string(),
    email: z.string().meta({ description: 'The address of the account it is about, masked.' }),
    status: z.enum(recoveryRequestStates),
    status_reason: z.string().nullable(),
    lost: z.array(z.enum(lostFactors)),
    submitted_at: timestampSchema,
    check_by: timestampSchema.meta({ description: 'Support has checked who is asking by then.' }),
    checked_at: timestampSchema.nullable(),
    decide_by: timestampSchema.nullable().meta({ description: 'A second person has decided by then.' }),
    earliest_at: timestampSchema.meta({
      description: 'Nothing is removed before: until then the owner of the account can stop it.',
    }),
    expires_at: timestampSchema.meta({ description: 'Ends by itself at the latest then.' }),
    ended_at: timestampSchema.nullable(),
    can_withdraw: z.boolean(),
  })
  .meta({ id: 'RecoveryRequest' })

export const openRecoveryRequest = operation({
  id: 'openRecoveryRequest',
  method: 'POST',
  path: '/v1/recoveries/{recovery}/request',
  summary: 'Second factor lost as well: ask support for an identity check',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: recoveryParams,
  body: z.strictObject({
    token: secretTokenSchema,
    lost: z.array(z.enum(lostFactors)).min(1).max(lostFactors.length),
    statement: paragraphSchema({ min: 20, max: 1_000 }),
  }),
  success: {
    status: 201,
    body: z.strictObject({
      request: recoveryRequestSchema,
      follow_token: secretTokenSchema.meta({ description: 'Opens the request later; shown once.' }),
    }),
  },
  errors: ['challenge_expired', 'transition_not_allowed'],
})

const requestParams = z.strictObject({ recovery_request: idSchema('recoveryRequest') })
const followBody = z.strictObject({ follow_token: secretTokenSchema })

/** A POST, because the token belongs neither into an address nor into a log. */
export const followRecoveryRequest = operation({
  id: 'followRecoveryRequest',
  method: 'POST',
  path: '/v1/recovery_requests/{recovery_request}/follow',
  summary: 'Where my request stands',
  access: 'public',
  rateLimit: 'code',
  audit: 'none',
  idempotency: 'none',
  params: requestParams,
  body: followBody,
  success: { status: 200, body: recoveryRequestSchema },
  errors: [],
})

export const withdrawRecoveryRequest = operation({
  id: 'withdrawRecoveryRequest',
  method: 'POST',
  path: '/v1/recovery_requests/{recovery_request}/withdraw',
  summary: 'Take my request back',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: requestParams,
  body: followBody,
  success: { status: 200, body: recoveryRequestSchema },
  errors: ['transition_not_allowed'],
})
