import * as contract from '../../../../contract/api/security.ts'
import { fromTypeId, toTypeId } from '../../../../contract/ids.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import * as queries from './queries.ts'
import { wireSignIn } from './wire.ts'

/** Attempts to sign in, right and wrong, the newest first. The cursor is the id of the last one shown. */
export function listSignInsRoute({ db }: Parts): Route {
  return route(contract.listSignIns, async ({ query, context }) => {
    const { customerId, sessionId } = context.principal
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor)
    const found = await queries.listSignInEvents(db.read, { customerId, after, limit: query.limit + 1 })
    const shown = found.slice(0, query.limit)
    const last = shown.at(-1)
    return {
      data: shown.map(event => wireSignIn(event, sessionId)),
      next_cursor: found.length > shown.length && last ? toTypeId('signIn', last.id) : null,
    }
  })
}

function readCursor(text: string): string {
  const id = fromTypeId('signIn', text)
  if (id === undefined)
    throw new DomainError('validation_failed', { fields: [{ path: 'cursor', code: 'malformed' }] })
  return id
}
