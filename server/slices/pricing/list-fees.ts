import { listFees } from '../../../contract/api/pricing.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { Schedules } from './schedules.ts'

/** The published prices are the very rules decisions follow: nobody keeps a second list. */
export function listFeesRoute(schedules: () => Promise<Schedules>): Route {
  return route(listFees, async () => {
    const { fees } = await schedules()
    return {
      version: fees.version,
      valid_from: fees.startsAt.toISOString(),
      rules: fees.rules.map(rule => ({ ...rule })),
    }
  })
}
