import { endCustomerSessions } from '../../contract/api/console.ts'
import { DomainError } from '../platform/errors.ts'
import { route, type Route } from '../platform/http/route.ts'
import { customersById, endAllSessions } from '../slices/identity/index.ts'
import { forgetBrowsers } from '../slices/notifications/index.ts'
import { factsOfCause } from './cause.ts'
import type { ConsoleParts } from './parts.ts'

export function endCustomerSessionsRoute({ db }: ConsoleParts): Route {
  return route(endCustomerSessions, async ({ params, body, context }) => {
    const { customer: customerId } = params
    context.audit({ subject: customerId, ...factsOfCause(body) })
    const [customer] = await customersById(db.read, [customerId])
    if (!customer) throw new DomainError('not_found')
    return await db.transaction(async tx => {
      const ended = await endAllSessions(tx, { customerId, now: context.now })
      // Whoever was signed out must not go on reading along on a lock screen.
      await forgetBrowsers(tx, { customerIds: [customerId], deviceIds: [] })
      await context.auditWith(tx, { before: { sessions: ended }, after: { sessions: 0 } })
      return { ended }
    })
  })
}
