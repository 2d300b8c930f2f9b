import { z } from 'zod'
import { operation } from '../operation.ts'
import { currencySchema, idSchema, timestampSchema } from '../schemas.ts'

export const getMeta = operation({
  id: 'getMeta',
  method: 'GET',
  path: '/v1/meta',
  summary: 'What a client needs before sign-in: edition, currencies, terms',
  access: 'public',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({
      edition: z.enum(['test', 'live']),
      operator: z.strictObject({ name: z.string(), support_email: z.string(), time_zone: z.string() }),
      currencies: z.array(z.strictObject({ code: currencySchema, exponent: z.number().int() })),
      terms_version: z.string(),
      privacy_version: z.string(),
      test_links: z
        .strictObject({
          acquirer_steering: z.string().nullable(),
          bank_steering: z.string().nullable(),
          ewallet_steering: z.string().nullable(),
        })
        .nullable(),
    }),
  },
  errors: [],
})

export const testMailSchema = z
  .strictObject({
    id: z.string(),
    to: z.string(),
    from: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    received_at: timestampSchema,
  })
  .meta({ id: 'TestMail' })

export const listTestMails = operation({
  id: 'listTestMails',
  method: 'GET',
  path: '/v1/test_helpers/mails',
  summary: 'Mails the embedded server received, newest first (test edition only)',
  access: 'test_helper',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({
    to: z.string().max(254).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  success: { status: 200, body: z.strictObject({ data: z.array(testMailSchema) }) },
  errors: [],
})

export const getTestMail = operation({
  id: 'getTestMail',
  method: 'GET',
  path: '/v1/test_helpers/mails/{mail}',
  summary: 'One received mail (test edition only)',
  access: 'test_helper',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: z.strictObject({ mail: idSchema('mail') }),
  success: { status: 200, body: testMailSchema },
  errors: [],
})

export const testSmsSchema = z
  .strictObject({
    id: z.string(),
    to: z.string(),
    from: z.string(),
    text: z.string(),
    received_at: timestampSchema,
  })
  .meta({ id: 'TestSms' })

export const listTestSms = operation({
  id: 'listTestSms',
  method: 'GET',
  path: '/v1/test_helpers/sms',
  summary: 'Text messages the embedded SMS server took, newest first (test edition only)',
  access: 'test_helper',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({
    to: z.string().max(20).optional().meta({ description: 'E.164' }),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  success: { status: 200, body: z.strictObject({ data: z.array(testSmsSchema) }) },
  errors: [],
})

export const listDemoStaffCodes = operation({
  id: 'listDemoStaffCodes',
  method: 'GET',
  path: '/v1/test_helpers/staff_codes',
  summary: 'What the authenticator apps of the demo colleagues show now (test edition only)',
  access: 'test_helper',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  success: {
    status: 200,
    body: z.strictObject({ data: z.array(z.strictObject({ email: z.string(), code: z.string() })) }),
  },
  errors: [],
})

export const advanceTestClock = operation({
  id: 'advanceTestClock',
  method: 'POST',
  path: '/v1/test_helpers/clock',
  summary: 'Move the test clock forward (test edition only); deadlines pass, jobs become due',
  access: 'test_helper',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    advance_seconds: z
      .number()
      .int()
      .min(1)
      .max(366 * 86_400),
  }),
  success: { status: 200, body: z.strictObject({ now: timestampSchema }) },
  errors: ['rail_unavailable'],
})
