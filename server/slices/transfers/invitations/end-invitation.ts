import { acceptInvitation, cancelInvitation } from '../../../../contract/api/invitations.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { executeOrAsk, idempotencyOf } from '../carry-out.ts'
import type { TransfersDeps } from '../index.ts'
import { acceptInvitationDecider, endInvitationDecider, type EndCommand } from './decide-end.ts'
import { findOwn } from './own.ts'
import { presentInvitation } from './present.ts'

/** Whoever has proved the address takes the money, unless it was taken back or came back before. */
export function acceptInvitationRoute(deps: TransfersDeps): Route {
  return route(acceptInvitation, async ({ params, context }) => {
    const { customerId } = context.principal
    const idempotency = idempotencyOf(context)
    const seen = await findOwn(deps, params.invitation, customerId)
    if (seen.payerId === customerId) throw new DomainError('not_found')
    const { name } = await deps.wallet.recipients.maskedOf(customerId)
    const command: EndCommand = {
      seen,
      journalId: newId(),
      now: context.now,
      move: 'accept',
      payee: { id: customerId, name },
    }
    await executeOrAsk(deps, context, { decider: acceptInvitationDecider, command, idempotency })
    return presentInvitation(await findOwn(deps, seen.id, customerId), customerId, context.now)
  })
}

/** The payer takes back what nobody has accepted yet. */
export function cancelInvitationRoute(deps: TransfersDeps): Route {
  return route(cancelInvitation, async ({ params, context }) => {
    const { customerId } = context.principal
    const idempotency = idempotencyOf(context)
    const seen = await findOwn(deps, params.invitation, customerId)
    if (seen.payerId !== customerId) throw new DomainError('not_found')
    const command: EndCommand = { seen, journalId: newId(), now: context.now, move: 'cancel' }
    await executeOrAsk(deps, context, { decider: endInvitationDecider, command, idempotency })
    return presentInvitation(await findOwn(deps, seen.id, customerId), customerId, context.now)
  })
}
