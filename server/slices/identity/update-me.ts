import * as identity from '../../../contract/api/identity.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { setPreferences } from './personal/queries.ts'
import { findCustomer } from './queries.ts'
import { wireCustomer } from './wire.ts'

/** The language and the time zone of mails and messages; what is left out stays. */
export function updateMeRoute(parts: Parts): Route {
  return route(identity.updateMe, async ({ body, context }) => {
    const { customerId } = context.principal
    const { locale, time_zone: timeZone } = body
    const preferences = {
      ...(locale === undefined ? {} : { locale }),
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
    }
    const customer =
      Object.keys(preferences).length === 0
        ? await findCustomer(parts.db.read, customerId)
        : await parts.db.transaction(tx => setPreferences(tx, customerId, preferences))
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    context.audit({ subject: customerId, details: body })
    return wireCustomer(customer)
  })
}
