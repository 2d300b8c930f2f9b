import { renameRecipient } from '../../../contract/api/remittances.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { RemittancesDeps } from './deps.ts'
import * as queries from './queries-recipients.ts'
import { presentRecipient } from './recipient.ts'

export function renameRecipientRoute({ db }: Pick<RemittancesDeps, 'db'>): Route {
  return route(renameRecipient, async ({ params, body, context }) => {
    const { customerId } = context.principal
    const label = body.label.trim()
    const renamed = await db.transaction(tx =>
      queries.renameRecipient(tx, { id: params.recipient, customerId, label }),
    )
    if (!renamed) throw new DomainError('not_found')
    context.audit({ subject: renamed.id })
    return presentRecipient(renamed)
  })
}
