import { getWithdrawal } from '../../../contract/api/withdrawals.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { WithdrawalsDeps } from './deps.ts'
import { presentWithdrawal } from './present.ts'
import * as queries from './queries.ts'

export function getWithdrawalRoute(deps: Pick<WithdrawalsDeps, 'db'>): Route {
  return route(getWithdrawal, async ({ params, context }) => {
    const own = { id: params.withdrawal, customerId: context.principal.customerId }
    const withdrawal = await queries.findWithdrawal(deps.db.pool, own)
    if (!withdrawal) throw new DomainError('not_found')
    return await presentWithdrawal(deps, withdrawal)
  })
}
