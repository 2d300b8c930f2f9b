import * as contract from '../../../../contract/api/account-closing.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { tellEvent } from '../recovery/events.ts'
import { wireClosing } from './closing.ts'
import type { PersonalParts } from './parts.ts'
import { endClosing, findClosing } from './queries-closing.ts'

/** The customer stays: the account is as it was before. */
export function keepAccountRoute(parts: PersonalParts): Route {
  return route(contract.keepAccount, async ({ params, context }) => {
    const { customerId } = context.principal
    const { now } = context
    const id = params.account_closing
    const known = await findClosing(parts.db.read, id)
    if (known?.customer_id !== customerId) throw new DomainError('not_found')
    const closing = await parts.db.transaction(async tx => {
      const ended = await endClosing(tx, { id, state: 'canceled', at: now })
      if (!ended) throw new DomainError('transition_not_allowed')
      await parts.standing.changeStatus(tx, { customerId, change: 'keep_open', now })
      await tellEvent(tx, 'customer.closing_canceled', { customerId, now })
      return ended
    })
    context.audit({ subject: customerId })
    return wireClosing(closing)
  })
}
