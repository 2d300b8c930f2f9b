import { listSchedules } from '../../../contract/api/schedules.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { contextOf, entriesOf, presentSummary, type ScheduleParts } from './present.ts'

export function listSchedulesRoute(parts: ScheduleParts): Route {
  return route(listSchedules, async ({ query: { kind }, context: { now } }) => {
    const entries = await entriesOf(parts.db.read, kind)
    const context = await contextOf(parts, kind, entries, now)
    return { data: entries.map(entry => presentSummary(kind, entry, context)) }
  })
}
