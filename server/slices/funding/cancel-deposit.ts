import { cancelDeposit } from '../../../contract/api/funding.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { changeDeposit } from './carry-out.ts'
import type { Deposit } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import { follow } from './follow.ts'
import { ownDeposit } from './own-deposit.ts'
import { presentDeposit } from './present.ts'
import { isCanceled, isPayable } from './states.ts'

/**
 * Gives up a top-up. The wish is stored first; then the counterparty closes its page, and only its word that nobody
 * can pay any more makes the deposit canceled. Paid meanwhile, it is credited and the wish refused. When the
 * counterparty does not answer, the wish stands and the job carries it out.
 */
export function cancelDepositRoute(deps: FundingDeps): Route {
  return route(cancelDeposit, async ({ params, context }) => {
    const deposit = await ownDeposit(deps, params.deposit, context.principal.customerId)
    if (isCanceled(deposit.status)) return presentDeposit(deps, deposit, context.now)
    if (!isPayable(deposit.status)) throw new DomainError('transition_not_allowed')
    await request(deps, deposit)
    const followed = await follow(deps, deposit.id)
    if (!followed?.answered) throw new DomainError('rail_unavailable')
    const answer = await presentDeposit(deps, followed.deposit, deps.clock.now())
    if (!isCanceled(followed.deposit.status))
      throw new DomainError('transition_not_allowed', { resource: answer })
    return answer
  })
}

/** Stores the wish unless the deposit has ended; whoever changes it at the same moment makes us look again. */
async function request(deps: FundingDeps, deposit: Deposit): Promise<void> {
  const { id, customerId } = deposit
  let current = deposit
  while (current.cancelRequestedAt === null && isPayable(current.status)) {
    await changeDeposit(deps, current, {
      change: { kind: 'cancel_requested' },
      report: null,
      evidence: { kind: 'command', reference: toTypeId('deposit', id) },
    })
    current = await ownDeposit(deps, id, customerId)
  }
}
