import { cancelTransferAbroad } from '../../../contract/api/remittances.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import { carryOut } from './carry-out.ts'
import { undoDecider } from './decide-undo.ts'
import type { RemittancesDeps } from './deps.ts'
import { presentTransfer } from './present.ts'
import * as queries from './queries.ts'
import { isCanceled } from './states.ts'
import type { Transfer } from './transfer.ts'

/**
 * Takes a transfer back that is in no file yet: either it is canceled and everything is back with the answer, or it is
 * on its way. Harmless to repeat.
 */
export function cancelTransferRoute(deps: RemittancesDeps): Route {
  return route(cancelTransferAbroad, async ({ params, context }) => {
    const own = { id: params.transfer_abroad, customerId: context.principal.customerId }
    const seen = await find(deps, own)
    if (isCanceled(seen.status)) return await presentTransfer(deps, seen)
    // Of two at once the second finds the first one's outcome.
    await carryOut(
      deps,
      undoDecider,
      {
        seen,
        cause: { kind: 'cancel' },
        journalId: newId(),
        releaseJournalId: newId(),
        now: context.now < seen.updatedAt ? seen.updatedAt : context.now,
      },
      `transfer_abroad ${seen.id} cancel`,
    )
    const now = await find(deps, own)
    const answer = await presentTransfer(deps, now)
    if (!isCanceled(now.status)) throw new DomainError('transition_not_allowed', { resource: answer })
    return answer
  })
}

async function find({ db }: RemittancesDeps, own: { id: string; customerId: string }): Promise<Transfer> {
  const transfer = await queries.findTransfer(db.pool, own)
  if (!transfer) throw new DomainError('not_found')
  return transfer
}
