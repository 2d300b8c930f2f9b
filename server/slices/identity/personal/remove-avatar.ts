import * as contract from '../../../../contract/api/personal.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { wireCustomer } from '../wire.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries.ts'

/** Removes the picture; removing none is as good. */
export function removeAvatarRoute(parts: PersonalParts): Route {
  return route(contract.removeAvatar, async ({ context }) => {
    const { customerId } = context.principal
    const customer = await parts.db.transaction(async tx => {
      await queries.deleteAvatar(tx, customerId)
      return await queries.setAvatarId(tx, { customerId, avatarId: null })
    })
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    context.audit({ subject: customerId })
    return wireCustomer(customer)
  })
}
