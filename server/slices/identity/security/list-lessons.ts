import * as contract from '../../../../contract/api/security.ts'
import { lessonNames } from '../../../../contract/lessons.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import * as queries from './queries.ts'

/** The lessons in their order, with when the customer did each. */
export function listLessonsRoute({ db }: Parts): Route {
  return route(contract.listLessons, async ({ context }) => {
    const done = await queries.findLessonProgress(db.read, context.principal.customerId)
    return {
      data: lessonNames.map(name => ({ name, completed_at: done.get(name)?.toISOString() ?? null })),
    }
  })
}
