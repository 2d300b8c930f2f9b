import { z } from 'zod'
import { operation } from '../operation.ts'
import {
  emailSchema,
  idSchema,
  lineSchema,
  localeSchema,
  timestampSchema,
  timeZoneSchema,
} from '../schemas.ts'
import { secondStepSchema } from './factors.ts'

/** Statuses of a customer; only `active` may move money out. */
export const customerStatuses = [
  'pending_verification',
  'active',
  'restricted',
  'suspended',
  'closing',
  'closed',
] as const
export type CustomerStatus = (typeof customerStatuses)[number]

export const customerSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(customerStatuses),
    name: z.string(),
    email: z.string(),
    phone: z.string().meta({ description: 'E.164' }),
    phone_verified: z.boolean().meta({ description: 'Whether a code sent there was read.' }),
    locale: localeSchema,
    time_zone: z.string().nullable().meta({ description: 'IANA name; null: the operator’s' }),
    avatar: z.string().nullable().meta({ description: 'Id of the profile picture' }),
    created_at: timestampSchema,
  })
  .meta({ id: 'Customer' })

/** A pending proof that somebody reads an e-mail address. The same for known and unknown addresses. */
export const verificationSchema = z
  .strictObject({
    id: z.string(),
    email: z.string().meta({ description: 'The address as typed.' }),
    expires_at: timestampSchema,
    resend_at: timestampSchema.meta({ description: 'When another code may be asked for.' }),
  })
  .meta({ id: 'EmailVerification' })

/** Any characters, 8 to 128 of them (security.md); strength is judged by zxcvbn, not by a composition puzzle. */
export const passwordSchema = z.string().superRefine((text, context) => {
  const length = Array.from(text).length
  const field =
    length < 8
      ? 'too_short'
      : length > 128
        ? 'too_long'
        : text.isWellFormed()
          ? undefined
          : 'text_not_allowed'
  if (field) context.addIssue({ code: 'custom', params: { field, min: 8, max: 128 }, message: field })
})

export const signedInSchema = z
  .strictObject({
    customer: customerSchema,
    session: z.strictObject({
      id: z.string(),
      expires_at: timestampSchema,
      token: z
        .string()
        .nullable()
        .meta({ description: 'Only with `delivery: "token"`; a browser gets a cookie it cannot read.' }),
    }),
    device_token: z.string().nullable().meta({
      description:
        'Only with `delivery: "token"`, and only when this device is new: give it with the next sign-in.',
    }),
  })
  .meta({ id: 'SignedIn' })

export const register = operation({
  id: 'register',
  method: 'POST',
  path: '/v1/registrations',
  summary: 'Open an account; a code and a link go to the e-mail address',
  access: 'public',
  rateLimit: 'register',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    name: lineSchema({ min: 2, max: 100 }),
    email: emailSchema,
    phone: z.string().min(3).max(32).meta({ description: 'International format, with +' }),
    password: passwordSchema,
    terms_version: z.string().max(40),
    privacy_version: z.string().max(40),
    locale: localeSchema,
  }),
  success: { status: 202, body: verificationSchema },
  errors: ['password_too_weak'],
})

export const confirmEmail = operation({
  id: 'confirmEmail',
  method: 'POST',
  path: '/v1/email_verifications/{verification}/confirm',
  summary: 'Prove the e-mail address with the code; opens the account and signs in',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ verification: idSchema('verification') }),
  body: z.strictObject({ code: z.string().regex(/^[0-9]{6}$/) }),
  success: { status: 200, body: signedInSchema },
  errors: ['code_invalid', 'challenge_expired', 'email_taken'],
})

export const confirmEmailByLink = operation({
  id: 'confirmEmailByLink',
  method: 'POST',
  path: '/v1/email_verifications/confirm_by_link',
  summary: 'Prove the e-mail address with the link of the mail; opens the account, signs nobody in',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ token: z.string().min(20).max(100) }),
  success: { status: 200, body: z.strictObject({ email: z.string() }) },
  errors: ['code_invalid', 'challenge_expired', 'email_taken'],
})

export const resendEmailCode = operation({
  id: 'resendEmailCode',
  method: 'POST',
  path: '/v1/email_verifications/{verification}/resend',
  summary: 'Send a new code; the earlier one is void',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ verification: idSchema('verification') }),
  success: { status: 202, body: verificationSchema },
  errors: ['challenge_expired'],
})

export const signIn = operation({
  id: 'signIn',
  method: 'POST',
  path: '/v1/sessions',
  summary: 'Sign in with e-mail and password; on a device not known yet a second proof is owed',
  access: 'public',
  rateLimit: 'sign_in',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    email: z.string().max(254),
    password: z.string().max(1_000),
    delivery: z.enum(['cookie', 'token']).default('cookie'),
    device_token: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'For programs, which have no device cookie: as answered by the sign-in before.' }),
  }),
  success: { status: 201, body: z.union([signedInSchema, secondStepSchema]) },
  errors: [
    'credentials_invalid',
    'verification_required',
    'account_locked',
    'account_restricted',
    'account_closed',
  ],
})

export const signOut = operation({
  id: 'signOut',
  method: 'DELETE',
  path: '/v1/sessions/current',
  summary: 'Sign out here',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  success: { status: 204, body: null },
  errors: ['not_signed_in'],
})

export const sessionSchema = z
  .strictObject({
    id: z.string(),
    current: z.boolean(),
    created_at: timestampSchema,
    last_seen_at: timestampSchema,
    expires_at: timestampSchema,
    ip: z.string(),
    place: z.string().nullable().meta({ description: 'ISO 3166 country code, or `private`' }),
    user_agent: z.string(),
  })
  .meta({ id: 'Session' })

export const listSessions = operation({
  id: 'listSessions',
  method: 'GET',
  path: '/v1/sessions',
  summary: 'Where I am signed in',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ data: z.array(sessionSchema) }) },
  errors: ['not_signed_in'],
})

export const endSession = operation({
  id: 'endSession',
  method: 'DELETE',
  path: '/v1/sessions/{session}',
  summary: 'Sign out another device',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ session: idSchema('session') }),
  success: { status: 204, body: null },
  errors: ['not_signed_in'],
})

export const getMe = operation({
  id: 'getMe',
  method: 'GET',
  path: '/v1/customers/me',
  summary: 'Who I am',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: customerSchema },
  errors: ['not_signed_in'],
})

export const updateMe = operation({
  id: 'updateMe',
  method: 'PATCH',
  path: '/v1/customers/me',
  summary: 'Change the language of mails and messages, and the time zone',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    locale: localeSchema.optional(),
    time_zone: timeZoneSchema.nullable().optional(),
  }),
  success: { status: 200, body: customerSchema },
  errors: ['not_signed_in'],
})
