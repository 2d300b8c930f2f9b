import type { TransactionDetails } from '../../wallet/index.ts'
import type { TransfersDeps } from '../index.ts'
import { relatedTo } from '../related.ts'
import { presentInvitation } from './present.ts'
import * as queries from './queries.ts'
import { isWaiting } from './states.ts'

/** What a transfer to an address adds to its record in a history. */
export async function invitationDetails(
  deps: TransfersDeps,
  id: string,
  viewerId: string,
): Promise<TransactionDetails | undefined> {
  const { db, clock } = deps
  const invitation = (await queries.readInvitations(db.pool, [id])).get(id)
  if (!invitation || (invitation.payerId !== viewerId && invitation.payee?.id !== viewerId)) return undefined
  const { amount, fees, timeline, actions, expires_at } = presentInvitation(invitation, viewerId, clock.now())
  const { related, refundable } = await relatedTo(deps, id, viewerId)
  const possible = actions.filter(action => action !== 'accept')
  return {
    principal: amount,
    fees,
    expected_by: isWaiting(invitation.status) ? expires_at : null,
    timeline,
    actions: refundable ? [...possible, 'refund'] : possible,
    related,
  }
}
