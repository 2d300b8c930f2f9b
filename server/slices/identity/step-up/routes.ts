import type { Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { chooseStepUpThresholdRoute } from './choose-threshold.ts'
import { getChallengeRoute } from './get-challenge.ts'
import { listStepUpThresholdsRoute } from './list-thresholds.ts'
import { passChallengeRoute } from './pass-challenge.ts'
import { sendChallengeCodeRoute } from './send-challenge-code.ts'

export function stepUpRoutes(parts: Parts): Route[] {
  return [
    getChallengeRoute(parts),
    sendChallengeCodeRoute(parts),
    passChallengeRoute(parts),
    listStepUpThresholdsRoute(parts),
    chooseStepUpThresholdRoute(parts),
  ]
}
