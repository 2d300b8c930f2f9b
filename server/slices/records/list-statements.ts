import type { z } from 'zod'
import { listStatements, type statementSchema } from '../../../contract/api/records.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { isCurrency, money, toWireMoney } from '../../../contract/money.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { addJob } from '../../platform/jobs.ts'
import { hasOpenMonths, keyOfClosing, type CloseMonthsJob } from './close-months.ts'
import type { RecordsDeps } from './deps.ts'
import * as queries from './queries-statements.ts'

/** Months that are over and not written yet are written now, in a job; the list says so. */
export function listStatementsRoute(deps: RecordsDeps, closeMonthsOf: CloseMonthsJob): Route {
  return route(listStatements, async ({ query: { limit, cursor }, context }) => {
    const { customerId } = context.principal
    const open = cursor === undefined && (await hasOpenMonths(deps, customerId))
    if (open)
      await deps.db.transaction(tx => {
        const closing = { customer: customerId }
        return addJob(tx, closeMonthsOf, closing, { key: keyOfClosing(closing) })
      })
    const after = cursor === undefined ? undefined : readCursor(cursor)
    const rows = await queries.listStatements(deps.db.read, { customerId, after, limit: limit + 1 })
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      data: page.map(presentStatement),
      next_cursor: rows.length > limit && last ? `${last.period}.${last.currency}` : null,
      being_made: open,
    }
  })
}

function presentStatement(row: queries.ListedStatement): z.input<typeof statementSchema> {
  const amount = (minor: bigint) => toWireMoney(money(minor, row.currency))
  return {
    id: toTypeId('statement', row.id),
    period: row.period,
    currency: row.currency,
    opening: amount(row.opening),
    credits: amount(row.credits),
    debits: amount(row.debits),
    closing: amount(row.closing),
    lines: row.lines,
    sha256: row.content_hash.toString('hex'),
    created_at: row.created_at.toISOString(),
  }
}

function readCursor(cursor: string): queries.StatementCursor {
  const [, period, currency] = /^(\d{4}-\d{2})\.([A-Z]{3})$/.exec(cursor) ?? []
  if (period === undefined || currency === undefined || !isCurrency(currency))
    throw new DomainError('validation_failed', { fields: [{ path: 'cursor', code: 'malformed' }] })
  return { period, currency }
}
