import { listRecipients } from '../../../contract/api/remittances.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { RemittancesDeps } from './deps.ts'
import * as queries from './queries-recipients.ts'
import { presentRecipient } from './recipient.ts'

export function listRecipientsRoute({ db }: Pick<RemittancesDeps, 'db'>): Route {
  return route(listRecipients, async ({ context }) => {
    const recipients = await queries.listRecipients(db.read, context.principal.customerId)
    return { data: recipients.map(presentRecipient) }
  })
}
