import * as identity from '../../../contract/api/identity.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { setLocale } from './queries.ts'
import { wireCustomer } from './wire.ts'

/** The language of mails and messages. */
export function updateMeRoute(parts: Parts): Route {
  return route(identity.updateMe, async ({ body, context }) => {
    const { customerId } = context.principal
    const customer = await parts.db.transaction(tx => setLocale(tx, { customerId, locale: body.locale }))
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    context.audit({ subject: customerId, details: { locale: body.locale } })
    return wireCustomer(customer)
  })
}
