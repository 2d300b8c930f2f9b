import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, timestampSchema } from '../schemas.ts'
import { sixDigitsSchema } from './factors.ts'

/** Two-step verification: the authenticator app, and the recovery codes for the day it is gone. */

export const twoStepSchema = z
  .strictObject({
    on: z.boolean().meta({ description: 'Whether sign-ins need a second step.' }),
    authenticator: z.strictObject({ id: z.string(), added_at: timestampSchema }).nullable(),
    passkeys: z.number().int(),
    recovery_codes: z.strictObject({
      left: z.number().int(),
      made_at: timestampSchema.nullable(),
    }),
    remembered_devices: z.number().int(),
  })
  .meta({ id: 'TwoStep' })

export const getTwoStep = operation({
  id: 'getTwoStep',
  method: 'GET',
  path: '/v1/two_step',
  summary: 'How my sign-in is protected besides the password',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: twoStepSchema },
  errors: ['not_signed_in'],
})

/** Ten codes, readable this once. */
const recoveryCodesSchema = z.array(z.string()).meta({ id: 'RecoveryCodes' })

export const startAuthenticator = operation({
  id: 'startAuthenticator',
  method: 'POST',
  path: '/v1/authenticators',
  summary: 'A new secret for an authenticator app; in use once a first code confirms it',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  success: {
    status: 201,
    body: z
      .strictObject({
        id: z.string(),
        key: z.string().meta({ description: 'The secret in base 32, for typing' }),
        uri: z.string().meta({ description: 'The same as `otpauth://`, for the QR code' }),
        expires_at: timestampSchema,
      })
      .meta({ id: 'NewAuthenticator' }),
  },
  errors: ['not_signed_in', 'step_up_required', 'transition_not_allowed'],
})

export const confirmAuthenticator = operation({
  id: 'confirmAuthenticator',
  method: 'POST',
  path: '/v1/authenticators/{authenticator}/confirm',
  summary:
    'Turn the authenticator app on with its first code; answers recovery codes where there are none yet',
  access: 'customer',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ authenticator: idSchema('authenticator') }),
  body: z.strictObject({ code: sixDigitsSchema }),
  success: {
    status: 200,
    body: z.strictObject({ two_step: twoStepSchema, recovery_codes: recoveryCodesSchema.nullable() }),
  },
  errors: ['not_signed_in', 'code_invalid', 'challenge_expired', 'transition_not_allowed'],
})

export const removeAuthenticator = operation({
  id: 'removeAuthenticator',
  method: 'DELETE',
  path: '/v1/authenticators/{authenticator}',
  summary: 'Turn the authenticator app off',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ authenticator: idSchema('authenticator') }),
  success: { status: 204, body: null },
  errors: ['not_signed_in', 'step_up_required', 'challenge_expired'],
})

export const makeRecoveryCodes = operation({
  id: 'makeRecoveryCodes',
  method: 'POST',
  path: '/v1/recovery_codes',
  summary: 'Ten new recovery codes, shown this once; those before are void',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  success: { status: 201, body: z.strictObject({ recovery_codes: recoveryCodesSchema }) },
  errors: ['not_signed_in', 'step_up_required', 'challenge_expired', 'transition_not_allowed'],
})
