import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, timestampSchema } from '../schemas.ts'
import { factorProofSchema, secondStepSchema } from './factors.ts'
import { signedInSchema } from './identity.ts'

/** From the right password to the second proof. Nothing here is reached with a whole session, or without any. */

export const getSecondStep = operation({
  id: 'getSecondStep',
  method: 'GET',
  path: '/v1/sessions/current/second_factor',
  summary: 'What proves the rest of my sign-in',
  access: 'half_session',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: secondStepSchema },
  errors: ['not_signed_in'],
})

export const sendSignInCode = operation({
  id: 'sendSignInCode',
  method: 'POST',
  path: '/v1/sessions/current/second_factor/send_code',
  summary: 'Send a code to the address or number on file; the earlier one is void',
  access: 'half_session',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ method: z.enum(['email_code', 'sms_code']) }),
  success: { status: 202, body: secondStepSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})

export const completeSignIn = operation({
  id: 'completeSignIn',
  method: 'POST',
  path: '/v1/sessions/current/second_factor',
  summary: 'Give the second proof; signs in with a new session',
  access: 'half_session',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    proof: factorProofSchema,
    remember_device: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether the second step is left out here for a while.' }),
    delivery: z.enum(['cookie', 'token']).default('cookie'),
  }),
  success: { status: 201, body: signedInSchema },
  errors: ['not_signed_in', 'code_invalid', 'challenge_expired', 'account_locked'],
})

export const dropSignIn = operation({
  id: 'dropSignIn',
  method: 'DELETE',
  path: '/v1/sessions/current/second_factor',
  summary: 'Give the sign-in up',
  access: 'half_session',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  success: { status: 204, body: null },
  errors: ['not_signed_in'],
})

export const deviceSchema = z
  .strictObject({
    id: z.string(),
    name: z.string().nullable().meta({ description: 'Browser and system, where they are known' }),
    current: z.boolean(),
    first_seen_at: timestampSchema,
    last_seen_at: timestampSchema,
    remembered_until: timestampSchema
      .nullable()
      .meta({ description: 'Until then the second step is left out here.' }),
    signed_in: z.boolean(),
    ip: z.string(),
    place: z.string().nullable().meta({ description: 'ISO 3166 country code, or `private`' }),
    user_agent: z.string(),
  })
  .meta({ id: 'Device' })

export const listDevices = operation({
  id: 'listDevices',
  method: 'GET',
  path: '/v1/devices',
  summary: 'Devices I completed a sign-in on',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ data: z.array(deviceSchema) }) },
  errors: ['not_signed_in'],
})

export const revokeDevice = operation({
  id: 'revokeDevice',
  method: 'DELETE',
  path: '/v1/devices/{device}',
  summary: 'Forget a device: its sessions end, and the next sign-in there needs a second proof',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ device: idSchema('device') }),
  success: { status: 204, body: null },
  errors: ['not_signed_in'],
})
