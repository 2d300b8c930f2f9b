import { fromTypeId } from '../../contract/ids.ts'
import type { Db } from '../../server/platform/db.ts'
import { expiryOf, idleMs } from '../../server/slices/identity/step-up/challenge.ts'
import { countTry, markPassed } from '../../server/slices/identity/step-up/queries.ts'

/**
 * Passes a challenge as its route does once the proof was found right, for tests that are about what comes after.
 * What proves somebody is tested where it is proved: server/slices/identity/step-up/pass-challenge.test.ts.
 */
export async function passChallenge(
  db: Pick<Db, 'transaction'>,
  { challenge, now = new Date() }: { challenge: string; now?: Date },
): Promise<void> {
  const id = fromTypeId('challenge', challenge)
  if (id === undefined) throw new Error(`not a challenge: ${challenge}`)
  await db.transaction(async tx => {
    const counted = await countTry(tx, { id, now, expiresAt: expiryOf(now, now) })
    const passed = await markPassed(tx, {
      id,
      method: 'totp',
      at: now,
      expiresAt: new Date(now.getTime() + idleMs),
    })
    if (!counted || !passed) throw new Error('this challenge cannot be passed any more')
  })
}
