import { z } from 'zod'
import { timestampSchema } from '../schemas.ts'
import { assertionSchema } from './webauthn.ts'

/**
 * What can prove besides the password who somebody is. With an authenticator app or a passkey, codes by mail or
 * message are not accepted any more: whoever reads the mailbox would get past the stronger proof.
 */
export const factorMethods = ['passkey', 'totp', 'recovery_code', 'email_code', 'sms_code'] as const
export type FactorMethod = (typeof factorMethods)[number]

export const factorMethodSchema = z.enum(factorMethods).meta({ id: 'FactorMethod' })

/** Six digits; spaces people type between them are the web's business. */
export const sixDigitsSchema = z.string().regex(/^[0-9]{6}$/)

/** One proof by one method; a wrong one is answered the same whatever was wrong with it. */
export const factorProofSchema = z
  .discriminatedUnion('method', [
    z.strictObject({ method: z.literal('passkey'), assertion: assertionSchema }),
    z.strictObject({ method: z.literal('totp'), code: sixDigitsSchema }),
    z.strictObject({ method: z.literal('recovery_code'), code: z.string().min(8).max(40) }),
    z.strictObject({ method: z.literal('email_code'), code: sixDigitsSchema }),
    z.strictObject({ method: z.literal('sms_code'), code: sixDigitsSchema }),
  ])
  .meta({ id: 'FactorProof' })
export type FactorProof = z.output<typeof factorProofSchema>

/** The password was right and a second proof is owed: a half session, which opens nothing but that proof. */
export const secondStepSchema = z
  .strictObject({
    second_factor: z.strictObject({
      methods: z.array(factorMethodSchema).meta({ description: 'What is accepted, the best first.' }),
      email: z.string().meta({ description: 'Masked: where a code by mail goes' }),
      phone: z.string().nullable().meta({ description: 'Masked: where a code by message goes' }),
      code: z
        .strictObject({
          method: z.enum(['email_code', 'sms_code']),
          resend_at: timestampSchema,
          expires_at: timestampSchema,
        })
        .nullable()
        .meta({ description: 'The code on its way, if one was sent.' }),
      remember_days: z.number().int().nullable().meta({
        description: 'For how long this device can be remembered; null where that changes nothing.',
      }),
      tries_left: z.number().int(),
      expires_at: timestampSchema,
      token: z
        .string()
        .nullable()
        .meta({ description: 'Only with `delivery: "token"`: the bearer token of the half session.' }),
    }),
  })
  .meta({ id: 'SecondStep' })

/** What codes are sent for. */
export const codePurposes = [
  'sign_in',
  'step_up',
  'recovery',
  'change_email',
  'change_phone',
  'verify_phone',
] as const
export type CodePurpose = (typeof codePurposes)[number]
