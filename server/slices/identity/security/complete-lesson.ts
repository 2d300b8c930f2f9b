import * as contract from '../../../../contract/api/security.ts'
import { wrongAnswers } from '../../../../contract/lessons.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import * as queries from './queries.ts'

/** Judges the quiz. A lesson done once stays done, with the time of the first time. */
export function completeLessonRoute({ db }: Parts): Route {
  return route(contract.completeLesson, async ({ params, body, context }) => {
    const { customerId } = context.principal
    const { lesson } = params
    const wrong = wrongAnswers(lesson, body.answers)
    if (wrong.length === 0)
      await db.transaction(tx => queries.completeLesson(tx, { customerId, lesson, now: context.now }))
    const done = (await queries.findLessonProgress(db.read, customerId)).get(lesson)
    return { wrong, lesson: { name: lesson, completed_at: done?.toISOString() ?? null } }
  })
}
