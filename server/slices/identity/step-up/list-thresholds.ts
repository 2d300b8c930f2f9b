import { listStepUpThresholds } from '../../../../contract/api/challenges.ts'
import { currencies } from '../../../../contract/money.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { readThresholds } from './queries.ts'
import { thresholdOf } from './thresholds.ts'
import { wireThreshold } from './wire.ts'

/** From which amounts on the customer is asked, in every currency, chosen or not. */
export function listStepUpThresholdsRoute(parts: Parts): Route {
  return route(listStepUpThresholds, async ({ context }) => {
    const chosen = await readThresholds(parts.db.read, context.principal.customerId)
    return {
      data: currencies.map(currency =>
        wireThreshold(
          thresholdOf(
            currency,
            chosen.find(each => each.currency === currency),
          ),
          currency,
        ),
      ),
    }
  })
}
