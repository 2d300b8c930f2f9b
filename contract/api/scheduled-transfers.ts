import { z } from 'zod'
import { operation } from '../operation.ts'
import {
  idSchema,
  moneySchema,
  pageOf,
  pageQuery,
  proseSchema,
  timestampSchema,
  timeZoneSchema,
  wireMoneySchema,
} from '../schemas.ts'
import { maskedRecipientSchema, recipientIdentifierSchema } from './wallet.ts'

export const scheduleStatuses = ['active', 'paused', 'completed', 'canceled'] as const
export type ScheduleStatus = (typeof scheduleStatuses)[number]

export const rhythms = ['once', 'weekly', 'monthly'] as const
export type Rhythm = (typeof rhythms)[number]

export const scheduledRunSchema = z
  .strictObject({
    due_on: z.iso.date(),
    result: z.enum(['done', 'skipped']),
    reason: z.string().nullable().meta({ description: 'Why it was skipped' }),
    transfer_number: z.string().nullable(),
    at: timestampSchema,
  })
  .meta({ id: 'ScheduledRun' })

export const scheduledTransferSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(scheduleStatuses),
    status_reason: z.string().nullable(),
    recipient: maskedRecipientSchema,
    amount: wireMoneySchema,
    note: z.string().nullable(),
    rhythm: z.enum(rhythms),
    starts_on: z.iso.date(),
    until: z.iso.date().nullable(),
    count: z.number().int().nullable().meta({ description: 'How many runs in all; null without end' }),
    time_zone: z.string(),
    next_runs: z
      .array(z.strictObject({ on: z.iso.date(), at: timestampSchema }))
      .meta({ description: 'Up to five, the next one first' }),
    retry_at: timestampSchema.nullable().meta({
      description: 'When a run that could not be made is tried again; null where none waits',
    }),
    runs: z.array(scheduledRunSchema).meta({ description: 'The last ten, newest first' }),
    created_at: timestampSchema,
    actions: z.array(z.enum(['pause', 'resume', 'cancel'])),
  })
  .meta({ id: 'ScheduledTransfer' })

const schedule = z.strictObject({ schedule: idSchema('scheduledTransfer') })
const moneyErrors = [
  'not_signed_in',
  'idempotency_key_missing',
  'idempotency_key_in_use',
  'idempotency_key_reused',
] as const

export const createScheduledTransfer = operation({
  id: 'createScheduledTransfer',
  method: 'POST',
  path: '/v1/scheduled_transfers',
  summary:
    'Transfer later, once or again and again; always asks for a proof, bound to recipient, amount and rhythm',
  access: 'customer',
  rateLimit: 'money',
  audit: 'record',
  idempotency: 'required',
  body: z.strictObject({
    recipient: recipientIdentifierSchema,
    amount: moneySchema,
    note: proseSchema({ min: 1, max: 140 }).nullable().optional(),
    rhythm: z.enum(rhythms),
    starts_on: z.iso.date().meta({
      description:
        'Tomorrow or later in `time_zone`. Weekly: every seven days; monthly: on this day of each month, on its last where it has no such day',
    }),
    until: z.iso.date().nullable().optional().meta({ description: 'The last day on which it may run' }),
    count: z.number().int().min(1).max(1_000).nullable().optional(),
    time_zone: timeZoneSchema,
  }),
  success: { status: 201, body: scheduledTransferSchema },
  errors: [
    ...moneyErrors,
    'recipient_not_found',
    'recipient_invalid',
    'account_restricted',
    'account_closed',
    'counterparty_restricted',
    'step_up_required',
    'too_many_waiting',
  ],
})

export const listScheduledTransfers = operation({
  id: 'listScheduledTransfers',
  method: 'GET',
  path: '/v1/scheduled_transfers',
  summary: 'My scheduled and recurring transfers, newest first',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({ ...pageQuery }),
  success: { status: 200, body: pageOf(scheduledTransferSchema) },
  errors: ['not_signed_in'],
})

export const getScheduledTransfer = operation({
  id: 'getScheduledTransfer',
  method: 'GET',
  path: '/v1/scheduled_transfers/{schedule}',
  summary: 'One of them with its runs',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: schedule,
  success: { status: 200, body: scheduledTransferSchema },
  errors: ['not_signed_in'],
})

const change = {
  method: 'POST',
  access: 'customer',
  rateLimit: 'money',
  audit: 'record',
  idempotency: 'required',
  params: schedule,
  success: { status: 200, body: scheduledTransferSchema },
  errors: [...moneyErrors, 'transition_not_allowed'],
} as const

export const pauseScheduledTransfer = operation({
  ...change,
  id: 'pauseScheduledTransfer',
  path: '/v1/scheduled_transfers/{schedule}/pause',
  summary: 'Stop for a while: days that pass meanwhile are passed over',
})

export const resumeScheduledTransfer = operation({
  ...change,
  id: 'resumeScheduledTransfer',
  path: '/v1/scheduled_transfers/{schedule}/resume',
  summary: 'Go on with the next day that is not over',
})

export const cancelScheduledTransfer = operation({
  ...change,
  id: 'cancelScheduledTransfer',
  path: '/v1/scheduled_transfers/{schedule}/cancel',
  summary: 'End it for good: nothing runs after this',
})
