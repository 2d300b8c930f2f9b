import * as contract from '../../../../contract/api/security.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { tokenHashOf } from '../../../platform/token.ts'
import * as queries from './queries.ts'
import { wireAlertLink } from './wire.ts'

/** What a link would do, for the page that asks for the press. Reads only, and says nothing of whose account it is. */
export function lookUpAlertRoute({ db }: Parts): Route {
  return route(contract.lookUpAlert, async ({ body, context }) => {
    const tokenHash = tokenHashOf(body.token)
    const link = tokenHash && (await queries.findAlertLink(db.read, tokenHash))
    if (!link) throw new DomainError('not_found')
    return wireAlertLink(link, context.now)
  })
}
