import { cancelWithdrawal } from '../../../contract/api/withdrawals.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { cancel } from './cancel.ts'
import { commandEvidence } from './decide-create.ts'
import type { WithdrawalsDeps } from './deps.ts'
import { presentWithdrawal } from './present.ts'
import * as queries from './queries.ts'
import { isCanceled, isOpen } from './states.ts'
import type { Withdrawal } from './withdrawal.ts'

/**
 * Cancels a withdrawal. Before it has left, its money is back with the answer; afterwards the bank is asked for it, and
 * the withdrawal shows that until the bank has answered. Harmless to repeat.
 */
export function cancelWithdrawalRoute(deps: WithdrawalsDeps): Route {
  return route(cancelWithdrawal, async ({ params, context }) => {
    const own = { id: params.withdrawal, customerId: context.principal.customerId }
    let withdrawal = await find(deps, own)
    // Whoever changes it at the same moment makes us look again: its version grows each time, and it ends some day.
    while (isOpen(withdrawal.status) && withdrawal.cancelRequestedAt === null) {
      const { version } = withdrawal
      const done = await cancel(deps, withdrawal, commandEvidence(withdrawal.id))
      withdrawal = await find(deps, own)
      if (done === 'too_late' && withdrawal.version === version) break
    }
    const answer = await presentWithdrawal(deps, withdrawal)
    if (!isCanceled(withdrawal.status) && withdrawal.cancelRequestedAt === null)
      throw new DomainError('transition_not_allowed', { resource: answer })
    return answer
  })
}

async function find({ db }: WithdrawalsDeps, own: { id: string; customerId: string }): Promise<Withdrawal> {
  const withdrawal = await queries.findWithdrawal(db.pool, own)
  if (!withdrawal) throw new DomainError('not_found')
  return withdrawal
}
