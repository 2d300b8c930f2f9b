import { listLimitRules } from '../../../contract/api/pricing.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { LimitSchedule } from './schedules.ts'
import type { ReadComing } from './upcoming.ts'

/** The limits of every level, for who is no customer yet and for who wonders what the next level brings. */
export function listLimitRulesRoute(read: ReadComing): Route {
  return route(listLimitRules, async ({ context: { now } }) => {
    const { inForce, upcoming } = await read.limits(now)
    return {
      ...presentLimits(inForce),
      upcoming: upcoming.map(({ change, ...schedule }) => ({ ...presentLimits(schedule), change })),
    }
  })
}

function presentLimits({ version, startsAt, rules }: LimitSchedule) {
  return { version, valid_from: startsAt.toISOString(), rules: rules.map(rule => ({ ...rule })) }
}
