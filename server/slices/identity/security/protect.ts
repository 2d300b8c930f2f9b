import type { Tx } from '../../../platform/db.ts'
import type { Principal } from '../../../platform/http/route.ts'
import { tellSessionsEnded } from '../recovery/events.ts'
import { endRecoveries, endSessions } from '../recovery/queries.ts'
import type { Standing } from '../restrictions.ts'
import type { RestrictionRow } from '../tables.ts'
import { endAddedFactors, type AddedFactors } from './end-added-factors.ts'
import * as queries from './queries.ts'

const hourMs = 60 * 60_000

/** Long enough that whoever took a phone out of a hand cannot undo the freeze at once; short for a slip of the finger. */
export const unfreezeAfterMs = hourMs

/** After "this was not me" somebody else may know the password; the owner gets a day to put things in order. */
export const unfreezeAfterNotMeMs = 24 * hourMs

export type Protected = { freeze: RestrictionRow; endedSessions: number; factors: AddedFactors }

/** No money leaves the account after this has committed. */
export async function freezeOwn(
  tx: Tx,
  standing: Standing,
  { customerId, now }: { customerId: string; now: Date },
): Promise<Protected> {
  const liftableFrom = new Date(now.getTime() + unfreezeAfterMs)
  const freeze = await standing.freeze(tx, { customerId, reason: 'frozen_by_customer', liftableFrom, now })
  return { freeze, endedSessions: 0, factors: { ended: [], kept: [] } }
}

/**
 * What "this was not me" does: freezes, ends every session but the one that asks, forgets every other device, so that
 * a password alone opens the account nowhere any more, and ends what was added on a device that was strange.
 */
export async function protectFromOthers(
  tx: Tx,
  standing: Standing,
  {
    customerId,
    keep,
    now,
  }: { customerId: string; keep: Pick<Principal, 'sessionId' | 'deviceId'> | null; now: Date },
): Promise<Protected> {
  const liftableFrom = new Date(now.getTime() + unfreezeAfterNotMeMs)
  const freeze = await standing.freeze(tx, { customerId, reason: 'not_me', liftableFrom, now })
  await endRecoveries(tx, { customerId, now })
  // Whoever is being signed in holds the password; waiting for them, the session opened there is seen and ended.
  await queries.lockPassword(tx, customerId)
  const factors = await endAddedFactors(tx, { customerId, keepDevice: keep?.deviceId ?? null, now })
  await queries.revokeDevices(tx, { customerId, except: keep?.deviceId ?? null, now })
  const endedSessions = await endSessions(tx, {
    customerId,
    except: keep?.sessionId ?? null,
    at: now,
    reason: 'not_me',
  })
  await tellSessionsEnded(tx, { customerId, keptDevice: keep?.deviceId ?? null, now })
  return { freeze, endedSessions, factors }
}
