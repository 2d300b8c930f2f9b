import { z } from 'zod'
import { transactionKinds, transactionStatuses } from '../../../contract/api/wallet.ts'
import { currencySchema, localeSchema } from '../../../contract/schemas.ts'

/** An export as it was asked for, kept with it; version 1. */
export const exportRequestSchema = z.strictObject({
  filter: z.strictObject({
    kind: z.array(z.enum(transactionKinds)).optional(),
    status: z.enum(transactionStatuses).optional(),
    currency: currencySchema.optional(),
    direction: z.enum(['in', 'out']).optional(),
    method: z.string().optional(),
    text: z.string().optional(),
    counterparty: z.string().optional(),
    min_amount: z.string().optional(),
    max_amount: z.string().optional(),
    from: z.string().optional(),
    to: z.string().optional(),
    time_zone: z.string(),
  }),
  header: z.enum(['names', 'keys']),
  bom: z.boolean(),
  locale: localeSchema,
})

export type ExportRequest = z.infer<typeof exportRequestSchema>
export const exportRequestVersion = 1
