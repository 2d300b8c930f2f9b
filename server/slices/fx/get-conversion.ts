import { getConversion } from '../../../contract/api/fx.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { FxDeps } from './deps.ts'
import { presentConversion } from './present.ts'
import * as queries from './queries.ts'

export function getConversionRoute({ db }: FxDeps): Route {
  return route(getConversion, async ({ params, context }) => {
    const { customerId } = context.principal
    const found = await queries.findConversion(db.pool, { id: params.conversion, customerId })
    if (!found) throw new DomainError('not_found')
    return presentConversion(found.conversion, found.quote)
  })
}
