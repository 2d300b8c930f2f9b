import * as contract from '../../../../contract/api/recovery.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { addJob } from '../../../platform/jobs.ts'
import { deviceHashes, deviceKnownForMs } from '../devices/device.ts'
import { findDeviceOfContact } from '../devices/queries.ts'
import { allowanceOf, readContact } from './contact.ts'
import { orOfferLink } from './offer-link.ts'
import type { RecoveryParts } from './parts.ts'
import * as queries from './queries.ts'
import { codeTimes, recoveryLifetimeMs } from './times.ts'

/**
 * Begins a recovery. The same statements run for every address and number, known or not, and none of them looks
 * whether anybody has it, but for whoever brings that very customer's device; `begin-recovery.ts` does, after the answer.
 */
export function startRecoveryRoute(parts: RecoveryParts): Route {
  return route(contract.startRecovery, async ({ body, context }) => {
    const { now } = context
    const contact = readContact(body.contact)
    const { channel, key } = contact
    const deviceId = await findDeviceOfContact(parts.db.read, {
      ...contact,
      tokenHashes: deviceHashes(context.deviceTokens),
      seenSince: new Date(now.getTime() - deviceKnownForMs),
    })
    const allowance = allowanceOf(parts.codeKey, { ...contact, deviceId })
    const id = newId()
    const { expiresAt, resendAt } = codeTimes(now)
    const asked = { channel, contact_key: key, customer_id: null }
    const begin = async (tx: Tx) => {
      await parts.throttle.countCode(tx, { channel, recipient: allowance, now })
      await queries.insertRecovery(tx, {
        id,
        ...asked,
        allowance,
        started_at: now,
        asked_at: now,
        asked: 1,
        resend_at: resendAt,
        expires_at: new Date(now.getTime() + recoveryLifetimeMs),
        proved_at: null,
        token_hash: null,
        completed_at: null,
      })
      await addJob(tx, parts.beginRecovery, { recovery: id, asked: 1 })
    }
    await orOfferLink(parts, { now, asked, work: begin })
    context.audit({ subject: id, details: { channel } })
    return {
      id: toTypeId('recovery', id),
      channel,
      contact: body.contact,
      expires_at: expiresAt.toISOString(),
      resend_at: resendAt.toISOString(),
    }
  })
}
