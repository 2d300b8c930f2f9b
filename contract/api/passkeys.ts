import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, lineSchema, timestampSchema } from '../schemas.ts'
import { signedInSchema } from './identity.ts'
import {
  assertionSchema,
  attestationSchema,
  creationOptionsSchema,
  requestOptionsSchema,
} from './webauthn.ts'

export const passkeySchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    status: z.enum(['active', 'suspended']).meta({
      description: 'Suspended: its counter went backwards, so a copy may exist. It opens nothing; remove it.',
    }),
    synced: z
      .boolean()
      .meta({ description: 'Whether its keeper copies it to other devices of the same person.' }),
    created_at: timestampSchema,
    last_used_at: timestampSchema.nullable(),
  })
  .meta({ id: 'Passkey' })

/** A question to `navigator.credentials.get` and until when an answer is taken. */
const questionSchema = z.strictObject({ options: requestOptionsSchema, expires_at: timestampSchema })

const nameSchema = lineSchema({ min: 1, max: 60 })

export const listPasskeys = operation({
  id: 'listPasskeys',
  method: 'GET',
  path: '/v1/passkeys',
  summary: 'My passkeys',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ data: z.array(passkeySchema) }) },
  errors: ['not_signed_in'],
})

export const beginPasskey = operation({
  id: 'beginPasskey',
  method: 'POST',
  path: '/v1/passkeys/options',
  summary:
    'What to ask the browser for to make a passkey; the answer goes to `addPasskey` within five minutes',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({ options: creationOptionsSchema, expires_at: timestampSchema }),
  },
  errors: ['not_signed_in', 'step_up_required', 'too_many_passkeys'],
})

export const addPasskey = operation({
  id: 'addPasskey',
  method: 'POST',
  path: '/v1/passkeys',
  summary: 'Keep the passkey the browser made',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ name: nameSchema, attestation: attestationSchema }),
  success: { status: 201, body: passkeySchema },
  errors: ['not_signed_in', 'challenge_expired', 'passkey_refused', 'passkey_known', 'too_many_passkeys'],
})

export const renamePasskey = operation({
  id: 'renamePasskey',
  method: 'PATCH',
  path: '/v1/passkeys/{passkey}',
  summary: 'Give a passkey another name',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ passkey: idSchema('passkey') }),
  body: z.strictObject({ name: nameSchema }),
  success: { status: 200, body: passkeySchema },
  errors: ['not_signed_in'],
})

export const removePasskey = operation({
  id: 'removePasskey',
  method: 'DELETE',
  path: '/v1/passkeys/{passkey}',
  summary: 'Remove a passkey; it opens nothing from then on',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ passkey: idSchema('passkey') }),
  success: { status: 204, body: null },
  errors: ['not_signed_in', 'step_up_required'],
})

export const beginPasskeySignIn = operation({
  id: 'beginPasskeySignIn',
  method: 'POST',
  path: '/v1/sessions/passkey_options',
  summary: 'What to ask the browser for to sign in with a passkey; the same for everybody',
  access: 'public',
  // Asked for by every visit of the sign-in page, and answered without looking at anything.
  rateLimit: 'lookup',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: questionSchema },
  errors: [],
})

export const signInWithPasskey = operation({
  id: 'signInWithPasskey',
  method: 'POST',
  path: '/v1/sessions/with_passkey',
  summary: 'Sign in with a passkey alone: it is something one has, opened by something one knows or is',
  access: 'public',
  rateLimit: 'sign_in',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    assertion: assertionSchema,
    delivery: z.enum(['cookie', 'token']).default('cookie'),
  }),
  success: { status: 201, body: signedInSchema },
  errors: ['challenge_expired', 'passkey_refused', 'account_restricted', 'account_closed'],
})

export const beginPasskeySecondStep = operation({
  id: 'beginPasskeySecondStep',
  method: 'POST',
  path: '/v1/sessions/current/second_factor/passkey_options',
  summary: 'What to ask the browser for to complete a sign-in with a passkey',
  access: 'half_session',
  rateLimit: 'code',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: questionSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})

export const beginPasskeyStepUp = operation({
  id: 'beginPasskeyStepUp',
  method: 'POST',
  path: '/v1/challenges/{challenge}/passkey_options',
  summary: 'What to ask the browser for to confirm one operation with a passkey',
  access: 'customer',
  rateLimit: 'code',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ challenge: idSchema('challenge') }),
  success: { status: 200, body: questionSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})
