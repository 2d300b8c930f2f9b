import { getDeposit } from '../../../contract/api/funding.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { FundingDeps } from './deps.ts'
import { ownDeposit } from './own-deposit.ts'
import { presentDeposit } from './present.ts'

export function getDepositRoute(deps: FundingDeps): Route {
  return route(getDeposit, async ({ params, context }) => {
    const deposit = await ownDeposit(deps, params.deposit, context.principal.customerId)
    return presentDeposit(deps, deposit, context.now)
  })
}
