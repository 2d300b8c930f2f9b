import { z } from 'zod'
import { lessonNames } from '../lessons.ts'
import { operation } from '../operation.ts'
import { restrictionReasons, restrictionScopes, waysOut } from '../restrictions.ts'
import { lineSchema, pageOf, pageQuery, timestampSchema, wireMoneySchema } from '../schemas.ts'

const mine = { access: 'customer', idempotency: 'none' } as const
const read = { ...mine, rateLimit: 'read', audit: 'none' } as const
const write = { ...mine, rateLimit: 'write', audit: 'record' } as const

export const placeSchema = z.string().nullable().meta({
  description:
    'ISO 3166 code of the country, `private` for a network that is in every house, null where it is not known.',
})

export const restrictionSchema = z
  .strictObject({
    id: z.string(),
    scope: z.enum(restrictionScopes),
    reason: z.enum(restrictionReasons),
    placed_at: timestampSchema,
    until: timestampSchema.nullable().meta({ description: 'When it ends by itself.' }),
    review_at: timestampSchema.nullable().meta({ description: 'When somebody looks at it again.' }),
    case: z.string().nullable().meta({ description: 'What to name when asking about it.' }),
    way_out: z.enum(waysOut),
    liftable_from: timestampSchema.nullable().meta({ description: 'From when the customer may lift it.' }),
    liftable: z
      .boolean()
      .meta({ description: 'Whether the customer may lift it now, by the server’s clock.' }),
  })
  .meta({ id: 'Restriction' })

export const listRestrictions = operation({
  ...read,
  id: 'listRestrictions',
  method: 'GET',
  path: '/v1/restrictions',
  summary: 'What is taken away from me now: what of, why, until when, and the way out',
  success: { status: 200, body: z.strictObject({ data: z.array(restrictionSchema) }) },
  errors: ['not_signed_in'],
})

/** What makes an account safer, in the order in which it matters. */
export const securitySteps = [
  'second_factor',
  'recovery_codes',
  'phone_verified',
  'fresh_password',
  'phrase',
  'lessons',
] as const
export type SecurityStep = (typeof securitySteps)[number]

export const signInSchema = z
  .strictObject({
    id: z.string(),
    outcome: z.enum([
      'succeeded',
      'wrong_password',
      'second_factor_asked',
      'second_factor_failed',
      'locked',
      'refused',
    ]),
    method: z.string().meta({ description: '`password`, `passkey`, `totp`, `email_code`, …' }),
    at: timestampSchema,
    ip: z.string(),
    place: placeSchema,
    user_agent: z.string(),
    current: z.boolean().meta({ description: 'Whether it opened the session that asks.' }),
  })
  .meta({ id: 'SignIn' })

export const securitySchema = z
  .strictObject({
    score: z.number().int().min(0).max(100),
    steps: z.array(
      z.strictObject({ name: z.enum(securitySteps), points: z.number().int(), done: z.boolean() }),
    ),
    password: z.strictObject({
      changed_at: timestampSchema,
      old: z.boolean().meta({ description: 'Older than a year: worth a thought, never an obligation.' }),
    }),
    phrase: z
      .string()
      .nullable()
      .meta({ description: 'Stands in every genuine mail; null while there is none.' }),
    freeze: restrictionSchema.nullable().meta({ description: 'My own freeze, while it is in force.' }),
    previous_sign_in: signInSchema
      .nullable()
      .meta({ description: 'The successful one before this session.' }),
  })
  .meta({ id: 'Security' })

export const getSecurity = operation({
  ...read,
  id: 'getSecurity',
  method: 'GET',
  path: '/v1/security',
  summary: 'How well my account is protected, and what to do next',
  success: { status: 200, body: securitySchema },
  errors: ['not_signed_in'],
})

export const listSignIns = operation({
  ...read,
  id: 'listSignIns',
  method: 'GET',
  path: '/v1/security/sign_ins',
  summary: 'Attempts to sign in to my account, right and wrong, the newest first',
  query: z.strictObject(pageQuery),
  success: { status: 200, body: pageOf(signInSchema) },
  errors: ['not_signed_in'],
})

/** Texts and amounts of an event. */
export const factSchema = z.union([z.string(), wireMoneySchema])

export const activitySchema = z
  .strictObject({
    type: z.string().meta({ description: 'The type of an event, e.g. `transfer.completed`.' }),
    at: timestampSchema,
    subject: z.string().meta({ description: 'Id of what it is about.' }),
    number: z.string().nullable().meta({ description: 'Transaction number, where money moved.' }),
    facts: z.record(z.string(), factSchema),
  })
  .meta({ id: 'Activity' })

export const listActivity = operation({
  ...read,
  id: 'listActivity',
  method: 'GET',
  path: '/v1/security/activity',
  summary: 'What happened in my account since the sign-in before this one, the newest first',
  success: {
    status: 200,
    body: z.strictObject({
      since: timestampSchema.nullable().meta({ description: 'Null at the very first sign-in.' }),
      data: z.array(activitySchema),
      more: z.boolean().meta({ description: 'Whether there is more than is listed.' }),
    }),
  },
  errors: ['not_signed_in'],
})

export const endOtherSessions = operation({
  ...write,
  id: 'endOtherSessions',
  method: 'POST',
  path: '/v1/sessions/end_others',
  summary: 'Sign out everywhere but here',
  success: { status: 200, body: z.strictObject({ ended: z.number().int() }) },
  errors: ['not_signed_in'],
})

export const freezeAccount = operation({
  ...write,
  id: 'freezeAccount',
  method: 'POST',
  path: '/v1/security/freeze',
  summary: 'Freeze my account: no money leaves it from this answer on',
  success: { status: 200, body: restrictionSchema },
  errors: ['not_signed_in'],
})

export const unfreezeAccount = operation({
  ...write,
  id: 'unfreezeAccount',
  method: 'POST',
  path: '/v1/security/unfreeze',
  summary: 'Lift my own freeze, once its waiting time is over',
  success: { status: 204, body: null },
  errors: [
    'not_signed_in',
    'step_up_required',
    'challenge_expired',
    'unfreeze_too_early',
    'transition_not_allowed',
  ],
})

const addedFactorSchema = z
  .strictObject({
    kind: z.enum(['passkey', 'totp', 'recovery_codes']),
    name: z.string().nullable().meta({ description: 'What a passkey is called.' }),
    added_at: timestampSchema,
    device: z.string().nullable().meta({ description: 'Where it was added, e.g. `Chrome, Windows`.' }),
  })
  .meta({ id: 'AddedFactor' })

export const protectedSchema = z
  .strictObject({
    freeze: restrictionSchema,
    ended_sessions: z.number().int(),
    ended_factors: z.array(addedFactorSchema).meta({
      description: 'Added within 30 days on a device that was new then: they open nothing any more.',
    }),
    kept_factors: z.array(addedFactorSchema).meta({
      description: 'Added within 30 days on a device the customer had used before: ask whether it was them.',
    }),
  })
  .meta({ id: 'Protected' })

export const reportNotMe = operation({
  ...write,
  id: 'reportNotMe',
  method: 'POST',
  path: '/v1/security/not_me',
  summary: '“This was not me”: freezes my account, signs out every other device and forgets them',
  body: z.strictObject({
    about: z
      .string()
      .max(60)
      .regex(/^[a-z_.]+$/)
      .meta({ description: 'The type of the event it is about.' }),
  }),
  success: { status: 200, body: protectedSchema },
  errors: ['not_signed_in'],
})

export const alertLinkSchema = z
  .strictObject({
    kind: z.enum(['not_me', 'freeze']),
    about: z.string().meta({ description: 'The type of the event the alert told of.' }),
    told_at: timestampSchema,
    expires_at: timestampSchema,
    usable: z.boolean(),
  })
  .meta({ id: 'AlertLink' })

const tokenBody = z.strictObject({ token: z.string().max(100) })

export const lookUpAlert = operation({
  id: 'lookUpAlert',
  method: 'POST',
  path: '/v1/alert_links/look_up',
  summary: 'What the link of an alert would do; changes nothing',
  access: 'public',
  rateLimit: 'code',
  audit: 'none',
  idempotency: 'none',
  body: tokenBody,
  success: { status: 200, body: alertLinkSchema },
  errors: [],
})

export const answerAlert = operation({
  id: 'answerAlert',
  method: 'POST',
  path: '/v1/alert_links/answer',
  summary: 'Do what the link of an alert is for, once, without signing in',
  access: 'public',
  rateLimit: 'code',
  audit: 'record',
  idempotency: 'none',
  body: tokenBody,
  success: { status: 200, body: protectedSchema },
  errors: ['challenge_expired', 'account_closed'],
})

export const setPhrase = operation({
  ...write,
  id: 'setPhrase',
  method: 'PUT',
  path: '/v1/security/phrase',
  summary: 'Choose the phrase that stands in every genuine mail',
  body: z.strictObject({ phrase: lineSchema({ min: 4, max: 40 }) }),
  success: { status: 200, body: z.strictObject({ phrase: z.string() }) },
  errors: ['not_signed_in'],
})

export const lessonSchema = z
  .strictObject({ name: z.enum(lessonNames), completed_at: timestampSchema.nullable() })
  .meta({ id: 'Lesson' })

export const listLessons = operation({
  ...read,
  id: 'listLessons',
  method: 'GET',
  path: '/v1/security/lessons',
  summary: 'The security lessons and which of them I have done',
  success: { status: 200, body: z.strictObject({ data: z.array(lessonSchema) }) },
  errors: ['not_signed_in'],
})

export const completeLesson = operation({
  ...write,
  audit: 'none',
  id: 'completeLesson',
  method: 'POST',
  path: '/v1/security/lessons/{lesson}/complete',
  summary: 'Answer the quiz of a lesson; with all answers right it is done',
  params: z.strictObject({ lesson: z.enum(lessonNames) }),
  body: z.strictObject({ answers: z.array(z.number().int().min(0).max(9)).max(10) }),
  success: {
    status: 200,
    body: z.strictObject({
      wrong: z.array(z.number().int()).meta({ description: 'Questions answered wrongly, counted from 0.' }),
      lesson: lessonSchema,
    }),
  },
  errors: ['not_signed_in'],
})
