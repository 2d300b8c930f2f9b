import * as contract from '../../../../contract/api/security.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { freezeOwn } from './protect.ts'
import { wireRestriction } from './wire.ts'

/** Freezes the account at once. Asks for nothing more than a session: a hurdle here would only help a thief. */
export function freezeAccountRoute({ db, standing }: Parts): Route {
  return route(contract.freezeAccount, async ({ context }) => {
    const { customerId } = context.principal
    const { freeze } = await db.transaction(tx => freezeOwn(tx, standing, { customerId, now: context.now }))
    context.audit({ subject: customerId })
    return wireRestriction(freeze, context.now)
  })
}
