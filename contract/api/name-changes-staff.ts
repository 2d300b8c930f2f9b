import { z } from 'zod'
import { operation } from '../operation.ts'
import { nameChangeSchema } from './personal.ts'

/** A name a customer asked for, as staff see it. */
export const staffNameChangeSchema = nameChangeSchema
  .extend({ customer: z.string(), overdue: z.boolean() })
  .meta({ id: 'StaffNameChange' })

export const listNameChanges = operation({
  id: 'listNameChanges',
  method: 'GET',
  path: '/staff/v1/name_changes',
  summary: 'Names that customers asked for and nobody has decided, the most urgent first',
  access: 'staff',
  permission: 'names.request_review',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  success: { status: 200, body: z.strictObject({ data: z.array(staffNameChangeSchema) }) },
  errors: [],
})
