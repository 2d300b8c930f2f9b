import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, timestampSchema } from '../schemas.ts'
import { customerSchema } from './identity.ts'

/** What is left to do of a registration, for a page that is opened again. */
export const getRegistration = operation({
  id: 'getRegistration',
  method: 'GET',
  path: '/v1/registrations/{verification}',
  summary: 'Where a registration stands; only who began it knows its id',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ verification: idSchema('verification') }),
  success: {
    status: 200,
    body: z
      .strictObject({
        id: z.string(),
        email: z.string().meta({ description: 'The address as typed.' }),
        step: z.enum(['confirm_email', 'sign_in']).meta({
          description: '`sign_in`: this registration’s address is confirmed; the rest is done signed in.',
        }),
        resend_at: timestampSchema,
        expires_at: timestampSchema.meta({ description: 'Until when it can be taken up again.' }),
      })
      .meta({ id: 'Registration' }),
  },
  errors: [],
})

const phoneVerificationSchema = z
  .strictObject({
    phone: z.string().meta({ description: 'The customer’s number, E.164' }),
    expires_at: timestampSchema,
    resend_at: timestampSchema.meta({ description: 'When another code may be asked for.' }),
  })
  .meta({ id: 'PhoneVerification' })

export const startPhoneVerification = operation({
  id: 'startPhoneVerification',
  method: 'POST',
  path: '/v1/customers/me/phone_verification',
  summary: 'Send a code to my mobile number; asked again within a minute, none is sent',
  access: 'customer',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  success: { status: 202, body: phoneVerificationSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})

export const confirmPhone = operation({
  id: 'confirmPhone',
  method: 'POST',
  path: '/v1/customers/me/phone_verification/confirm',
  summary: 'Prove my mobile number with the code of the text message',
  access: 'customer',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ code: z.string().regex(/^[0-9]{6}$/) }),
  success: { status: 200, body: customerSchema },
  errors: ['not_signed_in', 'code_invalid', 'challenge_expired', 'transition_not_allowed'],
})

/** Texts a customer accepts, each in versions. */
export const legalDocuments = ['terms', 'privacy'] as const
export type LegalDocument = (typeof legalDocuments)[number]

const versionSchema = z.strictObject({ document: z.enum(legalDocuments), version: z.string().max(40) })

const acceptancesSchema = z
  .strictObject({
    data: z.array(z.strictObject({ ...versionSchema.shape, accepted_at: timestampSchema })).meta({
      description: 'Everything accepted so far, newest first',
    }),
    due: z.array(versionSchema).meta({ description: 'In force and not accepted yet' }),
  })
  .meta({ id: 'Acceptances' })

export const listAcceptances = operation({
  id: 'listAcceptances',
  method: 'GET',
  path: '/v1/customers/me/acceptances',
  summary: 'Which versions of terms and privacy notice I accepted, and when',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: acceptancesSchema },
  errors: ['not_signed_in'],
})

export const acceptDocument = operation({
  id: 'acceptDocument',
  method: 'POST',
  path: '/v1/customers/me/acceptances',
  summary: 'Accept the version in force of one text',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  body: versionSchema,
  success: { status: 200, body: acceptancesSchema },
  errors: ['not_signed_in'],
})
