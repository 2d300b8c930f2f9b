import type { Tx } from '../../../platform/db.ts'
import { forgetRemembered } from '../devices/queries.ts'
import { hasTwoSteps } from '../factors/methods-of.ts'
import { findFactorFacts, removeAuthenticator, replaceRecoveryCodes } from '../factors/queries.ts'
import { tellFactor } from '../factors/tell-factor.ts'
import { tellPasskey } from '../passkeys/events.ts'
import { remove } from '../passkeys/queries.ts'
import { listAddedFactors, type AddedFactor } from './queries-added.ts'

const dayMs = 24 * 60 * 60_000

/** As long as the link that told of it can be pressed. */
const addedWithinMs = 30 * dayMs

/** A device nobody objected to for this long is its owner's. */
const strangeForMs = 7 * dayMs

export type AddedFactors = { ended: readonly AddedFactor[]; kept: readonly AddedFactor[] }

/**
 * Ends what was added within thirty days on a device that was strange then: a passkey signs in alone, so somebody who
 * got in once and added one would come back however many sessions end. What was added on a device the owner had used
 * before stays, and is answered so that they can be asked: a mailbox alone must not take a second factor off an account
 * (decision 0111). `keepDevice` is the device that says it was somebody else.
 */
export async function endAddedFactors(
  tx: Tx,
  { customerId, keepDevice, now }: { customerId: string; keepDevice: string | null; now: Date },
): Promise<AddedFactors> {
  const added = await listAddedFactors(tx, {
    customerId,
    since: new Date(now.getTime() - addedWithinMs),
    strangeForMs,
  })
  const isStrangers = (factor: AddedFactor) => factor.strange && factor.deviceId !== keepDevice
  const ended = added.filter(isStrangers)
  for (const factor of ended) await end(tx, factor, { customerId, now })
  if (ended.length > 0 && !hasTwoSteps(await findFactorFacts(tx, customerId))) {
    // As when the last one is turned off: its codes and remembered devices must not open the next one.
    await replaceRecoveryCodes(tx, { customerId, codes: [], deviceId: null, now })
    await forgetRemembered(tx, customerId)
  }
  return { ended, kept: added.filter(factor => !isStrangers(factor)) }
}

async function end(
  tx: Tx,
  factor: AddedFactor,
  { customerId, now }: { customerId: string; now: Date },
): Promise<void> {
  switch (factor.kind) {
    case 'passkey': {
      const passkey = factor.id === null ? undefined : await remove(tx, { id: factor.id, customerId, now })
      if (passkey) await tellPasskey(tx, 'passkey.removed', { passkey, now })
      return
    }
    case 'totp':
      if (await removeAuthenticator(tx, { customerId, now }))
        await tellFactor(tx, 'totp.disabled', { customerId, now })
      return
    case 'recovery_codes':
      await replaceRecoveryCodes(tx, { customerId, codes: [], deviceId: null, now })
  }
}
