import { removeRecipient } from '../../../contract/api/remittances.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { RemittancesDeps } from './deps.ts'
import * as queries from './queries-recipients.ts'

/** Forgets a recipient for everything to come. What is under way goes on: its order has the account it was given. */
export function removeRecipientRoute({ db }: Pick<RemittancesDeps, 'db'>): Route {
  return route(removeRecipient, async ({ params, context }) => {
    const { customerId } = context.principal
    const removed = await db.transaction(tx =>
      queries.removeRecipient(tx, { id: params.recipient, customerId, now: context.now }),
    )
    if (!removed) throw new DomainError('not_found')
    context.audit({ subject: removed.id, details: { country: removed.country, account: removed.account } })
    return undefined
  })
}
