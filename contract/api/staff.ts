import { z } from 'zod'
import { operation } from '../operation.ts'
import { allStaffPermissions, staffRoles } from '../staff-permissions.ts'
import { emailSchema, idSchema, lineSchema, localeSchema, timestampSchema } from '../schemas.ts'
import { passwordSchema } from './identity.ts'
import {
  assertionSchema,
  attestationSchema,
  creationOptionsSchema,
  requestOptionsSchema,
} from './webauthn.ts'

/** How a member of staff proves the second factor. */
export const staffFactors = ['totp', 'passkey'] as const
export type StaffFactor = (typeof staffFactors)[number]

export const staffStatuses = ['invited', 'active', 'disabled'] as const
export type StaffStatus = (typeof staffStatuses)[number]

export const staffRoleSchema = z.enum(staffRoles)

/** Who I am in the console and what I may do there. */
export const staffSessionSchema = z
  .strictObject({
    member: z.strictObject({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      locale: localeSchema,
      roles: z.array(staffRoleSchema),
      permissions: z.array(z.enum(allStaffPermissions)),
    }),
    session: z.strictObject({
      id: z.string(),
      expires_at: timestampSchema.meta({ description: 'When the session ends whatever happens.' }),
      idle_minutes: z.int().meta({ description: 'Minutes without a request after which it ends.' }),
    }),
  })
  .meta({ id: 'StaffSession' })

export const staffMemberSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    status: z.enum(staffStatuses),
    roles: z.array(staffRoleSchema),
    factors: z.array(z.enum(staffFactors)),
    last_seen_at: timestampSchema.nullable(),
    created_at: timestampSchema,
  })
  .meta({ id: 'StaffMember' })

const totpCodeSchema = z.string().regex(/^[0-9]{6}$/)
const linkTokenSchema = z.string().min(20).max(100)

export const staffSignIn = operation({
  id: 'staffSignIn',
  method: 'POST',
  path: '/staff/v1/sessions',
  summary: 'Begin to sign in with the password; the second factor is always owed',
  access: 'staff_public',
  rateLimit: 'sign_in',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ email: z.string().max(254), password: z.string().max(1_000) }),
  success: {
    status: 201,
    body: z.strictObject({
      methods: z.array(z.enum(staffFactors)),
      expires_at: timestampSchema.meta({ description: 'Until when the second factor may be proved.' }),
    }),
  },
  errors: ['credentials_invalid', 'account_locked'],
})

export const staffPasskeyOptions = operation({
  id: 'staffPasskeyOptions',
  method: 'POST',
  path: '/staff/v1/sessions/half/passkey_options',
  summary: 'What to ask the passkey for',
  access: 'staff_half',
  rateLimit: 'code',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: requestOptionsSchema },
  errors: [],
})

export const staffProveFactor = operation({
  id: 'staffProveFactor',
  method: 'POST',
  path: '/staff/v1/sessions/half/prove',
  summary: 'Finish to sign in with the second factor; the session gets a new token',
  access: 'staff_half',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  body: z.discriminatedUnion('method', [
    z.strictObject({ method: z.literal('totp'), code: totpCodeSchema }),
    z.strictObject({ method: z.literal('passkey'), assertion: assertionSchema }),
  ]),
  success: { status: 200, body: staffSessionSchema },
  errors: ['code_invalid', 'account_locked', 'challenge_expired'],
})

export const getStaffSession = operation({
  id: 'getStaffSession',
  method: 'GET',
  path: '/staff/v1/sessions/current',
  summary: 'Who I am and what I may do',
  access: 'staff',
  permission: 'self',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: { status: 200, body: staffSessionSchema },
  errors: [],
})

export const staffSignOut = operation({
  id: 'staffSignOut',
  method: 'DELETE',
  path: '/staff/v1/sessions/current',
  summary: 'Sign out',
  access: 'staff',
  permission: 'self',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  success: { status: 204, body: null },
  errors: [],
})

export const openInvitation = operation({
  id: 'openInvitation',
  method: 'POST',
  path: '/staff/v1/invitations/open',
  summary: 'What an invitation offers; a fresh authenticator secret and passkey challenge each time',
  access: 'staff_public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ token: linkTokenSchema }),
  success: {
    status: 200,
    body: z.strictObject({
      name: z.string(),
      email: z.string(),
      roles: z.array(staffRoleSchema),
      expires_at: timestampSchema,
      totp: z.strictObject({
        secret: z.string().meta({ description: 'Base32, to be typed where no camera is at hand.' }),
        uri: z.string().meta({ description: 'otpauth://, to be shown as a QR code.' }),
      }),
      passkey: creationOptionsSchema,
    }),
  },
  errors: ['invitation_invalid'],
})

export const acceptInvitation = operation({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/staff/v1/invitations/accept',
  summary: 'Enrol: choose a password and prove a second factor; uses the invitation up and signs in',
  access: 'staff_public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    token: linkTokenSchema,
    password: passwordSchema,
    factor: z.discriminatedUnion('method', [
      z.strictObject({ method: z.literal('totp'), code: totpCodeSchema }),
      z.strictObject({
        method: z.literal('passkey'),
        attestation: attestationSchema,
        name: lineSchema({ min: 1, max: 60 }),
      }),
    ]),
  }),
  success: { status: 201, body: staffSessionSchema },
  errors: ['invitation_invalid', 'password_too_weak', 'code_invalid'],
})

export const listStaffMembers = operation({
  id: 'listStaffMembers',
  method: 'GET',
  path: '/staff/v1/members',
  summary: 'Members of staff with their roles',
  access: 'staff',
  permission: 'staff.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ data: z.array(staffMemberSchema) }) },
  errors: [],
})

/** Used by the command line too. */
export const staffEmailSchema = emailSchema
export const staffIdSchema = idSchema('staff')
