import { listMarkups } from '../../../contract/api/fx.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { MarkupSchedule } from './markup.ts'
import type { ReadComing } from './upcoming.ts'

/** Our share is published as it is taken: the very rules quotes are priced by. */
export function listMarkupsRoute(read: ReadComing): Route {
  return route(listMarkups, async ({ context: { now } }) => {
    const { inForce, upcoming } = await read.markups(now)
    return {
      ...presentMarkups(inForce),
      upcoming: upcoming.map(({ change, ...schedule }) => ({ ...presentMarkups(schedule), change })),
    }
  })
}

function presentMarkups({ version, startsAt, rules }: MarkupSchedule) {
  return { version, valid_from: startsAt.toISOString(), rules: rules.map(rule => ({ ...rule })) }
}
