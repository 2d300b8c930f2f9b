import * as contract from '../../../../contract/api/passkeys.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { rename } from './queries.ts'
import { wirePasskey } from './wire.ts'

/** Another's passkey is answered like one that never was. */
export function renamePasskeyRoute(parts: Parts): Route {
  return route(contract.renamePasskey, async ({ params, body, context }) => {
    const { customerId } = context.principal
    const name = body.name.trim()
    const renamed = await parts.db.transaction(tx => rename(tx, { id: params.passkey, customerId, name }))
    if (!renamed) throw new DomainError('not_found')
    context.audit({ subject: renamed.id, details: { name } })
    return wirePasskey(renamed)
  })
}
