import type { Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { answerAlertRoute } from './answer-alert.ts'
import { completeLessonRoute } from './complete-lesson.ts'
import { endOtherSessionsRoute } from './end-other-sessions.ts'
import { freezeAccountRoute } from './freeze-account.ts'
import { getSecurityRoute } from './get-security.ts'
import { listActivityRoute } from './list-activity.ts'
import { listLessonsRoute } from './list-lessons.ts'
import { listRestrictionsRoute } from './list-restrictions.ts'
import { listSignInsRoute } from './list-sign-ins.ts'
import { lookUpAlertRoute } from './look-up-alert.ts'
import { reportNotMeRoute } from './report-not-me.ts'
import { setPhraseRoute } from './set-phrase.ts'
import { unfreezeAccountRoute } from './unfreeze-account.ts'

export function securityRoutes(parts: Parts): Route[] {
  return [
    listRestrictionsRoute(parts),
    getSecurityRoute(parts),
    listSignInsRoute(parts),
    listActivityRoute(parts),
    endOtherSessionsRoute(parts),
    freezeAccountRoute(parts),
    unfreezeAccountRoute(parts),
    reportNotMeRoute(parts),
    lookUpAlertRoute(parts),
    answerAlertRoute(parts),
    setPhraseRoute(parts),
    listLessonsRoute(parts),
    completeLessonRoute(parts),
  ]
}
