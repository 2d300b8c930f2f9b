import * as contract from '../../../../contract/api/passkeys.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { listPasskeys } from './queries.ts'
import { wirePasskey } from './wire.ts'

export function listPasskeysRoute(parts: Parts): Route {
  return route(contract.listPasskeys, async ({ context }) => {
    const passkeys = await listPasskeys(parts.db.read, context.principal.customerId)
    return { data: passkeys.map(wirePasskey) }
  })
}
