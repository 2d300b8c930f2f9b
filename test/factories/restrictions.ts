import type { RestrictionScope } from '../../contract/restrictions.ts'
import type { Db } from '../../server/platform/db.ts'
import type { Standing } from '../../server/slices/identity/index.ts'

/** A restriction as the money pipeline sees it, without an end. */
export function restricted(scope: RestrictionScope) {
  return { scope, source: 'risk', reason: 'unusual_activity', expiresAt: null } as const
}

/** Takes something away from a customer, as the risk officer does; the id of the restriction. */
export async function restrict(
  world: { db: Pick<Db, 'transaction'>; identity: Pick<Standing, 'placeRestriction'> },
  customerId: string,
  scope: RestrictionScope,
  now: Date,
): Promise<string> {
  return await world.db.transaction(tx =>
    world.identity.placeRestriction(tx, {
      customerId,
      scope,
      source: 'risk',
      reason: 'unusual_activity',
      expiresAt: null,
      now,
    }),
  )
}
