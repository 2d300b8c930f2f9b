import { z } from 'zod'
import { operation } from '../operation.ts'
import { currencySchema, idSchema, pageOf, pageQuery, timestampSchema, wireMoneySchema } from '../schemas.ts'
import { historyFilterShape } from './wallet.ts'

export const statementSchema = z
  .strictObject({
    id: z.string(),
    period: z.string().meta({ description: 'The month, e.g. `2026-11`, in the operator’s time zone' }),
    currency: currencySchema,
    opening: wireMoneySchema.meta({
      description: 'Available and reserved together; the last month’s closing',
    }),
    credits: wireMoneySchema,
    debits: wireMoneySchema,
    closing: wireMoneySchema.meta({ description: 'opening + credits − debits' }),
    lines: z.int(),
    sha256: z.string().meta({ description: 'Of its content as it was written; printed on every copy' }),
    created_at: timestampSchema,
  })
  .meta({ id: 'Statement' })

export const listStatements = operation({
  id: 'listStatements',
  method: 'GET',
  path: '/v1/statements',
  summary: 'My monthly statements, newest first',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject(pageQuery),
  success: {
    status: 200,
    body: pageOf(statementSchema).extend({
      being_made: z
        .boolean()
        .meta({ description: 'Whether statements of months that are over are still being made' }),
    }),
  },
  errors: ['not_signed_in'],
})

const statementFile = {
  method: 'GET',
  access: 'customer',
  rateLimit: 'read',
  audit: 'record',
  idempotency: 'none',
  params: z.strictObject({ statement: idSchema('statement') }),
  errors: ['not_signed_in'],
} as const

export const getStatementPdf = operation({
  ...statementFile,
  // Printing is some hundred times the work of reading.
  rateLimit: 'lookup',
  id: 'getStatementPdf',
  path: '/v1/statements/{statement}/pdf',
  summary: 'A monthly statement to read and print, in my language',
  success: { status: 200, body: null, file: 'application/pdf' },
})

export const getStatementCsv = operation({
  ...statementFile,
  id: 'getStatementCsv',
  path: '/v1/statements/{statement}/csv',
  summary: 'A monthly statement as a table',
  success: { status: 200, body: null, file: 'text/csv' },
})

export const getStatementCamt = operation({
  ...statementFile,
  id: 'getStatementCamt',
  path: '/v1/statements/{statement}/camt053',
  summary: 'A monthly statement as ISO 20022 camt.053.001.08, for accounting programs',
  success: { status: 200, body: null, file: 'application/xml' },
})

export const exportStates = ['pending', 'running', 'ready', 'failed', 'canceled', 'expired'] as const
export type ExportState = (typeof exportStates)[number]

export const historyExportSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(exportStates),
    total: z.int().nullable().meta({ description: 'Records there are to write; null until counted' }),
    done: z.int().meta({ description: 'Records written so far' }),
    size: z.int().meta({ description: 'Bytes' }),
    created_at: timestampSchema,
    ready_at: timestampSchema.nullable(),
    expires_at: timestampSchema.nullable(),
  })
  .meta({ id: 'HistoryExport' })

export const createExport = operation({
  id: 'createExport',
  method: 'POST',
  path: '/v1/exports',
  summary: 'My history, or what a filter leaves of it, as a CSV file; made in the background',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'record',
  idempotency: 'none',
  body: z.strictObject({
    ...historyFilterShape,
    header: z.enum(['names', 'keys']).default('names').meta({
      description:
        '`names`: header and words in my language, for people; `keys`: stable English keys and codes, for programs',
    }),
    bom: z.boolean().default(true).meta({
      description: 'Begin with U+FEFF, without which Excel takes UTF-8 for something else',
    }),
  }),
  success: { status: 202, body: historyExportSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})

export const listExports = operation({
  id: 'listExports',
  method: 'GET',
  path: '/v1/exports',
  summary: 'My exports, newest first',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject(pageQuery),
  success: { status: 200, body: pageOf(historyExportSchema) },
  errors: ['not_signed_in'],
})

const exportParams = z.strictObject({ export: idSchema('export') })

export const getExport = operation({
  id: 'getExport',
  method: 'GET',
  path: '/v1/exports/{export}',
  summary: 'How far an export is',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: exportParams,
  success: { status: 200, body: historyExportSchema },
  errors: ['not_signed_in'],
})

export const cancelExport = operation({
  id: 'cancelExport',
  method: 'DELETE',
  path: '/v1/exports/{export}',
  summary: 'Give up an export that is being made, or remove its file before its time',
  access: 'customer',
  rateLimit: 'write',
  audit: 'record',
  idempotency: 'none',
  params: exportParams,
  success: { status: 200, body: historyExportSchema },
  errors: ['not_signed_in', 'transition_not_allowed'],
})

export const downloadExport = operation({
  id: 'downloadExport',
  method: 'GET',
  path: '/v1/exports/{export}/file',
  summary: 'The file itself, while it is kept',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'record',
  idempotency: 'none',
  params: exportParams,
  success: { status: 200, body: null, file: 'text/csv' },
  errors: ['not_signed_in', 'challenge_expired', 'transition_not_allowed'],
})
