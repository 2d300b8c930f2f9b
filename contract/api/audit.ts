import { z } from 'zod'
import { errorCodes } from '../errors.ts'
import { operation } from '../operation.ts'
import { idSchema, lineSchema, pageOf, pageQuery, timestampSchema } from '../schemas.ts'

/** Who acted: `operator` is whoever uses the command line on the server itself. */
export const auditActorKinds = ['customer', 'staff', 'operator', 'anonymous', 'counterparty', 'test'] as const
export type AuditActorKind = (typeof auditActorKinds)[number]

const facts = z.record(z.string(), z.unknown())

/** Whoever acted or was acted upon: with an id and a name where it is a customer or one of the staff. */
const partySchema = z.strictObject({
  kind: z.enum(['customer', 'staff', 'other']),
  id: z
    .string()
    .meta({ description: 'TypeID of a customer or member of staff; otherwise as it was recorded' }),
  name: z.string().nullable(),
})

export const auditEntrySchema = z
  .strictObject({
    id: z.string(),
    occurred_at: timestampSchema,
    operation: z.string(),
    actor_kind: z.enum(auditActorKinds),
    actor: partySchema.nullable(),
    subject: partySchema.nullable(),
    outcome: z.string().meta({ description: '`succeeded`, or the code of the refusal' }),
    status: z.number().int(),
    reason: z.string().nullable(),
    case_ref: z.string().nullable(),
    before: facts.nullable(),
    after: facts.nullable(),
    details: facts,
    request_id: z.string(),
    ip: z.string(),
    user_agent: z.string(),
    position: z.string().nullable().meta({ description: 'Place in the chain; null until it is sealed' }),
    hash: z.string().nullable().meta({ description: 'Of its link in the chain, hexadecimal' }),
  })
  .meta({ id: 'AuditEntry' })

/** Any day in UTC: the log is about an operator's whole platform, not about one place. */
const day = z.iso.date()

export const listAuditEntries = operation({
  id: 'listAuditEntries',
  method: 'GET',
  path: '/staff/v1/audit_entries',
  summary: 'The audit log, newest first; every filter narrows the others',
  access: 'staff',
  permission: 'audit.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  query: z.strictObject({
    ...pageQuery,
    actor_kind: z.enum(auditActorKinds).optional(),
    staff: idSchema('staff').optional().meta({ description: 'Done by, or to, this member of staff' }),
    customer: idSchema('customer').optional().meta({ description: 'Done by, or to, this customer' }),
    operation: z
      .string()
      .regex(/^[A-Za-z]{1,60}$/)
      .optional(),
    outcome: z.enum(['succeeded', 'refused', ...errorCodes]).optional(),
    case_ref: lineSchema({ min: 1, max: 60 }).optional(),
    request_id: lineSchema({ min: 1, max: 100 }).optional(),
    from: day.optional().meta({ description: 'First day, UTC' }),
    to: day.optional().meta({ description: 'Last day, included, UTC' }),
  }),
  success: { status: 200, body: pageOf(auditEntrySchema) },
  errors: [],
})

export const auditVerificationSchema = z
  .strictObject({
    unbroken: z.boolean(),
    checked: z.number().int().meta({ description: 'Entries looked at, the newest first' }),
    total: z.string().meta({ description: 'Entries in the chain' }),
    waiting: z.number().int().meta({ description: 'Entries that wait for their place' }),
    head: z
      .string()
      .nullable()
      .meta({ description: '`position:hash` of the newest link; keep it elsewhere' }),
    findings: z.array(
      z.strictObject({ rows: z.record(z.string(), z.string()), expected: z.string(), actual: z.string() }),
    ),
    verified_at: timestampSchema,
  })
  .meta({ id: 'AuditVerification' })

export const verifyAuditChain = operation({
  id: 'verifyAuditChain',
  method: 'POST',
  path: '/staff/v1/audit_verifications',
  summary: 'Check that the newest 100,000 entries are as they were sealed, and none is missing',
  access: 'staff',
  permission: 'audit.verify',
  rateLimit: 'lookup',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    head: z
      .string()
      .regex(/^\d{1,18}:[0-9a-f]{64}$/)
      .optional()
      .meta({ description: 'A head kept from before: it must still be part of the chain' }),
  }),
  success: { status: 200, body: auditVerificationSchema },
  errors: [],
})
