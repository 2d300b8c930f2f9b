import * as identity from '../../../contract/api/identity.ts'
import { assertInvariant } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Parts } from './parts.ts'
import { findCustomer } from './queries.ts'
import { wireCustomer } from './wire.ts'

export function getMeRoute(parts: Parts): Route {
  return route(identity.getMe, async ({ context }) => {
    const customer = await findCustomer(parts.db.read, context.principal.customerId)
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    return wireCustomer(customer)
  })
}
