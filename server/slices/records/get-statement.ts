import { getStatementCamt, getStatementCsv, getStatementPdf } from '../../../contract/api/records.ts'
import { DomainError } from '../../platform/errors.ts'
import { file, route, type Route } from '../../platform/http/route.ts'
import type { RecordsDeps } from './deps.ts'
import { statementCamt } from './camt053.ts'
import { findStatement } from './queries-statements.ts'
import { openContent, type StatementContent } from './statement-content.ts'
import { statementCsv } from './statement-csv.ts'
import { statementPages } from './statement-pdf.ts'

/** One statement in three forms, each made of the content as it was written. */
export function statementFileRoutes(deps: RecordsDeps): Route[] {
  const { operator, printer } = deps
  return [
    route(getStatementPdf, async ({ params, context }) => {
      const { customerId, locale } = context.principal
      const { content, hash } = await contentOf(deps, { id: params.statement, customerId })
      context.audit({ subject: customerId })
      const pages = statementPages(content, {
        reader: { locale, timeZone: content.time_zone },
        operator: operator.name,
        hash,
      })
      return file({ bytes: await printer.print(pages), saveAs: nameOf(content, 'pdf'), immutable: false })
    }),
    route(getStatementCsv, async ({ params, context }) => {
      const { customerId } = context.principal
      const { content } = await contentOf(deps, { id: params.statement, customerId })
      context.audit({ subject: customerId })
      return file({ bytes: statementCsv(content), saveAs: nameOf(content, 'csv'), immutable: false })
    }),
    route(getStatementCamt, async ({ params, context }) => {
      const { customerId } = context.principal
      const { content } = await contentOf(deps, { id: params.statement, customerId })
      context.audit({ subject: customerId })
      const bytes = statementCamt(content)
      return file({ bytes, saveAs: nameOf(content, 'xml'), immutable: false })
    }),
  ]
}

async function contentOf(
  { db, sealKey }: RecordsDeps,
  which: { id: string; customerId: string },
): Promise<{ content: StatementContent; hash: Buffer }> {
  const row = await findStatement(db.read, which)
  if (!row) throw new DomainError('not_found')
  return { content: await openContent(sealKey, row), hash: row.content_hash }
}

function nameOf({ period, currency }: StatementContent, ending: string): string {
  return `okpay-statement-${period}-${currency}.${ending}`
}
