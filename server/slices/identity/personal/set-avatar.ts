import * as contract from '../../../../contract/api/personal.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { seal } from '../../../platform/seal.ts'
import { createTurns } from '../throttle.ts'
import { wireCustomer } from '../wire.ts'
import { encodeAvatar } from './avatar-image.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries.ts'

/**
 * Keeps a picture anew encoded, encrypted, under a new id, so that browsers may keep it for ever. One picture of a
 * customer at a time, others of theirs are told to come back: one customer could otherwise take all the places of those
 * who wait to have theirs encoded.
 */
export function setAvatarRoute(parts: PersonalParts): Route {
  const turns = createTurns({ maxWaiting: 0 })
  return route(contract.setAvatar, async ({ body, context }) => {
    const { customerId } = context.principal
    const picture = await turns(customerId, () => encodeAvatar(Buffer.from(body.image, 'base64')))
    const id = newId()
    const sealed = seal(parts.sealKey, picture, avatarContext(id))
    const customer = await parts.db.transaction(async tx => {
      await queries.putAvatar(tx, { id, customer_id: customerId, sealed, created_at: context.now })
      return await queries.setAvatarId(tx, { customerId, avatarId: id })
    })
    assertInvariant(customer !== undefined, 'a session belongs to a customer')
    context.audit({ subject: customerId })
    return wireCustomer(customer)
  })
}

export function avatarContext(id: string): string {
  return `avatar ${id}`
}
