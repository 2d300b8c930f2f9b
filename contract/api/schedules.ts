import { z } from 'zod'
import { chargedOperations } from '../charges.ts'
import type { IdKind } from '../ids.ts'
import { operation } from '../operation.ts'
import { currencySchema, lineSchema, timestampSchema, wireMoneySchema } from '../schemas.ts'
import { feeRuleSchema, limitRuleSchema, markupRuleSchema } from './pricing.ts'

/** The console's work on price lists, limits and mark-ups. */
export const scheduleKinds = ['fees', 'limits', 'markups'] as const
export type ScheduleKind = (typeof scheduleKinds)[number]

/** Drafts and versions of each kind have ids of their own. */
export const scheduleIdKinds = {
  fees: 'feeSchedule',
  limits: 'limitSchedule',
  markups: 'markupSchedule',
} as const satisfies Record<ScheduleKind, IdKind>

export const scheduleStatuses = ['draft', 'in_approval', 'scheduled', 'active', 'retired'] as const
export type ScheduleStatus = (typeof scheduleStatuses)[number]

export const scheduleProblemCodes = [
  'not_an_amount',
  'minimum_above_maximum',
  'same_id',
  'same_subject',
  'no_such_method',
  'no_such_bearer',
  'ends_before_it_starts',
  'same_currency',
  'not_charged',
] as const

const personSchema = z.strictObject({ id: z.string(), name: z.string() })

const summary = {
  id: z.string(),
  kind: z.enum(scheduleKinds),
  status: z.enum(scheduleStatuses),
  version: z.number().int().nullable().meta({ description: 'null until it is published' }),
  based_on: z.number().int().nullable(),
  starts_at: timestampSchema.nullable(),
  change: z.strictObject({ en: z.string(), 'zh-CN': z.string() }).nullable(),
  approval: z.string().nullable().meta({ description: 'The request a second person decides about' }),
  created_by: personSchema.nullable().meta({ description: 'null: published at the server itself' }),
  created_at: timestampSchema.nullable(),
  announced_at: timestampSchema.nullable().meta({ description: 'When the last customer was told' }),
}

export const scheduleSummarySchema = z.strictObject(summary).meta({ id: 'Schedule' })

export const scheduleSchema = z
  .strictObject({
    ...summary,
    revision: z.number().int().nullable(),
    fee_rules: z.array(feeRuleSchema).nullable(),
    limit_rules: z.array(limitRuleSchema).nullable(),
    markup_rules: z.array(markupRuleSchema).nullable(),
    problems: z.array(
      z.strictObject({
        code: z.enum(scheduleProblemCodes),
        rule: z.string(),
        text: z.string().nullable(),
        currency: currencySchema.nullable(),
      }),
    ),
    lifted: z
      .array(z.string())
      .meta({ description: 'Limits in force that would hold no more: what is left out is unlimited' }),
    outdated: z.boolean().meta({ description: 'Another version was published since it was made' }),
    in_force: z.number().int().meta({ description: 'The version that was published last' }),
    earliest_start: timestampSchema.meta({
      description: 'A publication approved now may not start before customers had their notice',
    }),
    actions: z.array(z.enum(['edit', 'delete', 'request_publication'])),
  })
  .meta({ id: 'ScheduleDetail' })

const params = z.strictObject({ schedule: z.string().max(60) })

export const listSchedules = operation({
  id: 'listSchedules',
  method: 'GET',
  path: '/staff/v1/schedules',
  summary: 'Price lists, limits or mark-ups: drafts first, then every version, newest first',
  access: 'staff',
  permission: 'schedules.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  query: z.strictObject({ kind: z.enum(scheduleKinds) }),
  success: { status: 200, body: z.strictObject({ data: z.array(scheduleSummarySchema) }) },
  errors: [],
})

export const getSchedule = operation({
  id: 'getSchedule',
  method: 'GET',
  path: '/staff/v1/schedules/{schedule}',
  summary:
    'One price list, set of limits or of mark-ups with its rules, and what keeps it from being published',
  access: 'staff',
  permission: 'schedules.read',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  params,
  success: { status: 200, body: scheduleSchema },
  errors: [],
})

export const createSchedule = operation({
  id: 'createSchedule',
  method: 'POST',
  path: '/staff/v1/schedules',
  summary: 'Begin a draft with the rules that were published last',
  access: 'staff',
  permission: 'schedules.edit',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({ kind: z.enum(scheduleKinds) }),
  success: { status: 201, body: scheduleSchema },
  errors: [],
})

const changeText = z.union([z.literal(''), lineSchema({ min: 1, max: 200 })])

export const saveSchedule = operation({
  id: 'saveSchedule',
  method: 'PUT',
  path: '/staff/v1/schedules/{schedule}',
  summary: 'Save a draft; what keeps it from being published is answered, not refused',
  access: 'staff',
  permission: 'schedules.edit',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params,
  body: z.strictObject({
    revision: z.number().int().meta({ description: 'As it was read; another one by now is a conflict' }),
    based_on: z.number().int(),
    starts_at: timestampSchema.nullable(),
    change: z.strictObject({ en: changeText, 'zh-CN': changeText }),
    fee_rules: z.array(feeRuleSchema).max(500).optional(),
    limit_rules: z.array(limitRuleSchema).max(500).optional(),
    markup_rules: z.array(markupRuleSchema).max(500).optional(),
  }),
  success: { status: 200, body: scheduleSchema },
  errors: ['content_changed', 'transition_not_allowed'],
})

export const deleteSchedule = operation({
  id: 'deleteSchedule',
  method: 'DELETE',
  path: '/staff/v1/schedules/{schedule}',
  summary: 'Throw a draft away',
  access: 'staff',
  permission: 'schedules.edit',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params,
  success: { status: 204, body: null },
  errors: ['transition_not_allowed'],
})

export const replaySchedule = operation({
  id: 'replaySchedule',
  method: 'GET',
  path: '/staff/v1/schedules/{schedule}/replay',
  summary: 'The last 30 days under these rules: income then and now, and what would have been refused',
  access: 'staff',
  permission: 'schedules.read',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params,
  success: {
    status: 200,
    body: z.strictObject({
      from: timestampSchema,
      to: timestampSchema,
      data: z.array(
        z.strictObject({
          operation: z.enum(chargedOperations),
          count: z.number().int(),
          moved: wireMoneySchema,
          income_before: wireMoneySchema,
          income_after: wireMoneySchema,
          refused: z.number().int(),
          refused_customers: z.number().int(),
        }),
      ),
    }),
  },
  errors: ['transition_not_allowed'],
})
