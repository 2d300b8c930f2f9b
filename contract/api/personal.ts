import { z } from 'zod'
import { operation } from '../operation.ts'
import { emailSchema, idSchema, lineSchema, timestampSchema } from '../schemas.ts'
import { accountClosingSchema } from './account-closing.ts'
import { sixDigitsSchema } from './factors.ts'
import { customerSchema, passwordSchema } from './identity.ts'
import { secretTokenSchema } from './recovery.ts'

/** My own data: always of the signed-in customer, so nothing here names one. */
const mine = { access: 'customer', rateLimit: 'write', audit: 'record', idempotency: 'none' } as const

export const nameChangeStates = ['in_review', 'accepted', 'refused', 'withdrawn', 'expired'] as const
export type NameChangeState = (typeof nameChangeStates)[number]

export const nameChangeSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(nameChangeStates),
    old_name: z.string(),
    new_name: z.string(),
    asked_at: timestampSchema,
    decide_by: timestampSchema.meta({
      description: 'Decided by then, or it ends and everything is as it was before.',
    }),
    ended_at: timestampSchema.nullable(),
  })
  .meta({ id: 'NameChange' })

export const contactKinds = ['email', 'phone'] as const
export type ContactKind = (typeof contactKinds)[number]

export const contactChangeSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(contactKinds),
    status: z.enum(['pending', 'done', 'canceled', 'reverted', 'expired']),
    new_value: z.string(),
    expires_at: timestampSchema,
    resend_at: timestampSchema.nullable().meta({ description: 'When another code may be asked for.' }),
    revert_until: timestampSchema.nullable().meta({
      description: 'Until then the old address or number can undo it.',
    }),
  })
  .meta({ id: 'ContactChange' })

export const dataExportSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(['pending', 'ready', 'expired']),
    asked_at: timestampSchema,
    ready_at: timestampSchema.nullable(),
    expires_at: timestampSchema.nullable(),
    size: z.number().int().nullable().meta({ description: 'Bytes' }),
  })
  .meta({ id: 'DataExport' })

export const getPersonalChanges = operation({
  id: 'getPersonalChanges',
  method: 'GET',
  path: '/v1/customers/me/changes',
  summary: 'What about my data is under way',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({
      name: nameChangeSchema.nullable(),
      email: contactChangeSchema.nullable(),
      phone: contactChangeSchema.nullable(),
      data_export: dataExportSchema.nullable().meta({ description: 'The newest one' }),
      closing: accountClosingSchema.nullable().meta({ description: 'The newest one' }),
      password_changed_at: timestampSchema,
    }),
  },
  errors: ['not_signed_in'],
})

export const changeName = operation({
  ...mine,
  id: 'changeName',
  method: 'POST',
  path: '/v1/name_changes',
  summary: 'Ask for another name; the account goes back to verification until it is decided',
  body: z.strictObject({ name: lineSchema({ min: 2, max: 100 }) }),
  success: { status: 201, body: nameChangeSchema },
  errors: ['not_signed_in', 'step_up_required', 'transition_not_allowed'],
})

export const withdrawNameChange = operation({
  ...mine,
  id: 'withdrawNameChange',
  method: 'POST',
  path: '/v1/name_changes/{name_change}/withdraw',
  summary: 'Keep the name as it was',
  params: z.strictObject({ name_change: idSchema('nameChange') }),
  success: { status: 200, body: nameChangeSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})

export const changeContact = operation({
  ...mine,
  rateLimit: 'code',
  id: 'changeContact',
  method: 'POST',
  path: '/v1/contact_changes',
  summary: 'Change the e-mail address or mobile number; a code goes to the new one',
  body: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('email'), email: emailSchema }),
    z.strictObject({
      kind: z.literal('phone'),
      phone: z.string().min(3).max(32).meta({ description: 'International format, with +' }),
    }),
  ]),
  success: { status: 202, body: contactChangeSchema },
  errors: ['not_signed_in', 'step_up_required', 'transition_not_allowed'],
})

const contactParams = z.strictObject({ contact_change: idSchema('contactChange') })

export const confirmContactChange = operation({
  ...mine,
  rateLimit: 'code',
  id: 'confirmContactChange',
  method: 'POST',
  path: '/v1/contact_changes/{contact_change}/confirm',
  summary: 'Prove the new address or number with the code',
  params: contactParams,
  body: z.strictObject({ code: sixDigitsSchema }),
  success: { status: 200, body: contactChangeSchema },
  errors: ['not_signed_in', 'code_invalid', 'challenge_expired', 'email_taken'],
})

export const resendContactCode = operation({
  ...mine,
  rateLimit: 'code',
  id: 'resendContactCode',
  method: 'POST',
  path: '/v1/contact_changes/{contact_change}/resend',
  summary: 'Send another code; the earlier one is void',
  params: contactParams,
  success: { status: 202, body: contactChangeSchema },
  errors: ['not_signed_in', 'challenge_expired'],
})

export const cancelContactChange = operation({
  ...mine,
  id: 'cancelContactChange',
  method: 'POST',
  path: '/v1/contact_changes/{contact_change}/cancel',
  summary: 'Keep the address or number as it is',
  params: contactParams,
  success: { status: 200, body: contactChangeSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})

export const revertContactChange = operation({
  id: 'revertContactChange',
  method: 'POST',
  path: '/v1/contact_changes/revert',
  summary: 'Undo a change with the link sent to the old address; works for 72 hours without signing in',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ change: idSchema('contactChange'), token: secretTokenSchema }),
  success: {
    status: 200,
    body: z.strictObject({
      kind: z.enum(contactKinds),
      restored: z.string().meta({ description: 'The address or number that is back, masked.' }),
      held_until: timestampSchema,
    }),
  },
  errors: ['code_invalid', 'challenge_expired', 'transition_not_allowed', 'email_taken'],
})

export const changePassword = operation({
  ...mine,
  id: 'changePassword',
  method: 'POST',
  path: '/v1/customers/me/password',
  summary: 'Change the password; every other session ends',
  body: z.strictObject({ current_password: z.string().max(1_000), new_password: passwordSchema }),
  success: { status: 204, body: null },
  errors: ['not_signed_in', 'step_up_required', 'password_too_weak', 'account_locked'],
})

export const setAvatar = operation({
  ...mine,
  id: 'setAvatar',
  method: 'PUT',
  path: '/v1/customers/me/avatar',
  summary: 'Set the profile picture: JPEG, PNG, WebP or GIF, recognised by its content',
  body: z.strictObject({
    image: z
      .base64()
      .min(1)
      .max(1_000_000)
      .meta({ description: 'The file in base64; encoded anew by us, without metadata.' }),
  }),
  success: { status: 200, body: customerSchema },
  errors: ['not_signed_in'],
})

export const removeAvatar = operation({
  ...mine,
  id: 'removeAvatar',
  method: 'DELETE',
  path: '/v1/customers/me/avatar',
  summary: 'Remove the profile picture',
  success: { status: 200, body: customerSchema },
  errors: ['not_signed_in'],
})

export const getAvatar = operation({
  id: 'getAvatar',
  method: 'GET',
  path: '/v1/customers/me/avatar/{avatar}',
  summary: 'My profile picture, 256 × 256',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ avatar: idSchema('avatar') }),
  success: { status: 200, body: null, file: 'image/webp' },
  errors: ['not_signed_in'],
})

export const requestDataExport = operation({
  ...mine,
  id: 'requestDataExport',
  method: 'POST',
  path: '/v1/data_exports',
  summary: 'Ask for a copy of everything you keep about me',
  success: { status: 202, body: dataExportSchema },
  errors: ['not_signed_in'],
})

export const downloadDataExport = operation({
  id: 'downloadDataExport',
  method: 'GET',
  path: '/v1/data_exports/{data_export}/file',
  summary: 'The copy itself, while it is kept',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ data_export: idSchema('dataExport') }),
  success: { status: 200, body: null, file: 'application/json' },
  errors: ['not_signed_in', 'challenge_expired'],
})
