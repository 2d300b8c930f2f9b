import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, lineSchema, pageOf, pageQuery, proseSchema, timestampSchema } from '../schemas.ts'

/**
 * States of a request that needs a second person. `overtaken`: the facts it was asked for with are not those of now, so
 * nothing was done, and it is asked for anew.
 */
export const approvalStatuses = [
  'pending',
  'approved',
  'rejected',
  'expired',
  'overtaken',
  'executed',
] as const
export type ApprovalStatus = (typeof approvalStatuses)[number]

/** The actions that need a second person, each with what it needs to know. */
export const liftRestrictionAction = z.strictObject({
  kind: z.literal('lift_restriction'),
  restriction: z.string().max(60).meta({ description: 'Id of a restriction that staff placed.' }),
})
export const recoverAccountAction = z.strictObject({
  kind: z.literal('recover_account'),
  recovery_request: z.string().max(60).meta({ description: 'Id of the request with the identity check.' }),
})

export const reviewNameAction = z.strictObject({
  kind: z.literal('review_name'),
  name_change: z.string().max(60).meta({ description: 'Id of the name a customer asked for.' }),
  decision: z.enum(['accept', 'refuse']),
})

export const publishScheduleAction = z.strictObject({
  kind: z.literal('publish_schedule'),
  schedule: z.string().max(60).meta({ description: 'Id of a draft of prices, limits or mark-ups.' }),
})

export const resolveSuspenseAction = z.strictObject({
  kind: z.literal('resolve_suspense'),
  suspense_item: z.string().max(60).meta({ description: 'Id of money in suspense.' }),
  resolution: z.enum(['assign', 'return', 'absorb']).meta({
    description:
      'To the customer whose reference was meant; back to the sender; the operator bears it (charges of the bank)',
  }),
  reference: z
    .string()
    .max(40)
    .optional()
    .meta({ description: 'Of `assign`: the reference of the customer’s top-up, e.g. `RF18…`' }),
})

export const approvalActionSchema = z
  .discriminatedUnion('kind', [
    liftRestrictionAction,
    recoverAccountAction,
    reviewNameAction,
    publishScheduleAction,
    resolveSuspenseAction,
  ])
  .meta({ id: 'ApprovalAction' })
export type ApprovalAction = z.output<typeof approvalActionSchema>
export type ApprovalKindName = ApprovalAction['kind']

const approvalKindNames = [
  'lift_restriction',
  'recover_account',
  'review_name',
  'publish_schedule',
  'resolve_suspense',
] as const satisfies readonly ApprovalKindName[]

const personSchema = z.strictObject({ id: z.string(), name: z.string() })

export const approvalSchema = z
  .strictObject({
    id: z.string(),
    action: approvalActionSchema,
    status: z.enum(approvalStatuses),
    customer: z.string().nullable().meta({ description: 'The customer concerned.' }),
    facts: z
      .record(z.string(), z.string())
      .meta({ description: 'What is decided about, as it was when it was asked for; part of the content.' }),
    reason: z.string(),
    case_ref: z.string().nullable(),
    content_hash: z.string().meta({ description: 'SHA-256 of the content, hex; a decision names it.' }),
    requested_by: personSchema,
    requested_at: timestampSchema,
    expires_at: timestampSchema,
    decided_by: personSchema.nullable(),
    decided_at: timestampSchema.nullable(),
    decision_note: z.string().nullable(),
    executed_at: timestampSchema.nullable(),
    actions: z
      .array(z.enum(['approve', 'reject']))
      .meta({ description: 'What the reader may do with it now.' }),
  })
  .meta({ id: 'Approval' })

const decisionErrors = [
  'other_person_required',
  'content_changed',
  'approval_expired',
  'transition_not_allowed',
] as const

const contentHashSchema = z.string().regex(/^[0-9a-f]{64}$/)
const caseRefSchema = lineSchema({ min: 1, max: 60 })

export const requestApproval = operation({
  id: 'requestApproval',
  method: 'POST',
  path: '/staff/v1/approvals',
  summary: 'Ask for something that needs a second person',
  access: 'staff',
  permission: 'approvals.request',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    action: approvalActionSchema,
    reason: proseSchema({ min: 10, max: 500 }),
    case_ref: caseRefSchema.optional(),
  }),
  success: { status: 201, body: approvalSchema },
  errors: ['other_person_required', 'transition_not_allowed'],
})

export const listApprovals = operation({
  id: 'listApprovals',
  method: 'GET',
  path: '/staff/v1/approvals',
  summary: 'Requests that need or needed a second person, newest first',
  access: 'staff',
  permission: 'approvals.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(approvalStatuses).optional(),
    kind: z.enum(approvalKindNames).optional(),
  }),
  success: { status: 200, body: pageOf(approvalSchema) },
  errors: [],
})

export const getApproval = operation({
  id: 'getApproval',
  method: 'GET',
  path: '/staff/v1/approvals/{approval}',
  summary: 'One request',
  access: 'staff',
  permission: 'approvals.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ approval: idSchema('approval') }),
  success: { status: 200, body: approvalSchema },
  errors: [],
})

export const approveApproval = operation({
  id: 'approveApproval',
  method: 'POST',
  path: '/staff/v1/approvals/{approval}/approve',
  summary: 'Approve as the second person; it is carried out at once',
  access: 'staff',
  permission: 'approvals.decide',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ approval: idSchema('approval') }),
  body: z.strictObject({
    content_hash: contentHashSchema,
    note: proseSchema({ min: 1, max: 500 }).optional(),
  }),
  success: { status: 200, body: approvalSchema },
  errors: decisionErrors,
})

export const rejectApproval = operation({
  id: 'rejectApproval',
  method: 'POST',
  path: '/staff/v1/approvals/{approval}/reject',
  summary: 'Reject a request, or take back one of your own',
  access: 'staff',
  permission: 'approvals.request',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ approval: idSchema('approval') }),
  body: z.strictObject({ content_hash: contentHashSchema, note: proseSchema({ min: 5, max: 500 }) }),
  success: { status: 200, body: approvalSchema },
  errors: decisionErrors,
})
