import { checkDeposit } from '../../../contract/api/funding.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { FundingDeps } from './deps.ts'
import { follow } from './follow.ts'
import { ownDeposit } from './own-deposit.ts'
import { presentDeposit } from './present.ts'
import { isOpen } from './states.ts'

/** Asks the counterparty now; the page to which the customer returns calls it. */
export function checkDepositRoute(deps: FundingDeps): Route {
  return route(checkDeposit, async ({ params, context }) => {
    const deposit = await ownDeposit(deps, params.deposit, context.principal.customerId)
    if (!isOpen(deposit.status)) return presentDeposit(deps, deposit, context.now)
    const followed = await follow(deps, deposit.id)
    if (!followed?.answered) throw new DomainError('rail_unavailable')
    return presentDeposit(deps, followed.deposit, deps.clock.now())
  })
}
