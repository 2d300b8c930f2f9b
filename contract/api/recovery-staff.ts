import { z } from 'zod'
import { operation } from '../operation.ts'
import { idSchema, proseSchema } from '../schemas.ts'
import { identityEvidence, recoveryRequestSchema } from './recovery.ts'

/** A request for help as staff see it. */
export const staffRequestSchema = recoveryRequestSchema
  .extend({
    customer: z.string(),
    customer_name: z.string(),
    statement: z.string(),
    evidence: z.array(z.enum(identityEvidence)).nullable(),
    findings: z.string().nullable(),
    checked_by: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
    overdue: z.boolean(),
    ready: z.boolean().meta({
      description: 'A second person may be asked: checked, and the owner’s time to stop it is over',
    }),
  })
  .meta({ id: 'StaffRecoveryRequest' })

export const listRecoveryRequests = operation({
  id: 'listRecoveryRequests',
  method: 'GET',
  path: '/staff/v1/recovery_requests',
  summary: 'Customers who lost password and second factor, the most urgent first',
  access: 'staff',
  permission: 'recovery.request',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ data: z.array(staffRequestSchema) }) },
  errors: [],
})

export const recordIdentityCheck = operation({
  id: 'recordIdentityCheck',
  method: 'POST',
  path: '/staff/v1/recovery_requests/{recovery_request}/identity_check',
  summary: 'Record how it was established who is asking, or that it could not be',
  access: 'staff',
  permission: 'recovery.request',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ recovery_request: idSchema('recoveryRequest') }),
  body: z.strictObject({
    passed: z.boolean(),
    /** Passed, two different ways at least: one alone is what an attacker prepares for. Not passed, what was tried. */
    evidence: z.array(z.enum(identityEvidence)).max(identityEvidence.length),
    findings: proseSchema({ min: 10, max: 500 }),
  }),
  success: { status: 200, body: staffRequestSchema },
  errors: ['transition_not_allowed'],
})
