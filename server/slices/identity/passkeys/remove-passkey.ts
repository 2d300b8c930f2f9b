import * as contract from '../../../../contract/api/passkeys.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { forgetRemembered } from '../devices/queries.ts'
import { hasTwoSteps } from '../factors/methods-of.ts'
import { findFactorFacts, replaceRecoveryCodes } from '../factors/queries.ts'
import type { Parts } from '../parts.ts'
import { consumeStepUp, requireStepUp } from '../step-up/require-step-up.ts'
import { tellPasskey } from './events.ts'
import { findOwn, remove } from './queries.ts'

/** Another's passkey is answered like one that never was; so is one that is removed already. */
export function removePasskeyRoute(parts: Parts): Route {
  return route(contract.removePasskey, async ({ params, context }) => {
    const { now } = context
    const own = { id: params.passkey, customerId: context.principal.customerId }
    const passkey = await findOwn(parts.db.read, own)
    if (!passkey) throw new DomainError('not_found')
    const proof = await requireStepUp(parts, context, {
      operation: 'remove_passkey',
      binding: { passkey: passkey.id },
      display: { facts: [{ name: 'passkey', value: passkey.name }] },
    })
    await parts.db.transaction(async tx => {
      await consumeStepUp(tx, proof, passkey.id)
      const removed = await remove(tx, { ...own, now })
      if (!removed) throw new DomainError('not_found')
      // Without a second step its codes and remembered devices must not open the next one.
      if (!hasTwoSteps(await findFactorFacts(tx, own.customerId))) {
        await replaceRecoveryCodes(tx, { customerId: own.customerId, codes: [], deviceId: null, now })
        await forgetRemembered(tx, own.customerId)
      }
      await tellPasskey(tx, 'passkey.removed', { passkey: removed, now })
    })
    context.audit({ subject: passkey.id, details: { name: passkey.name } })
    return undefined
  })
}
