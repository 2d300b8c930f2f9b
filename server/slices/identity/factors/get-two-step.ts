import { getTwoStep } from '../../../../contract/api/two-step.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { presentTwoStep } from './present-two-step.ts'

export function getTwoStepRoute(parts: Parts): Route {
  return route(getTwoStep, ({ context }) => {
    const { customerId } = context.principal
    return presentTwoStep(parts.db.read, { customerId, now: context.now })
  })
}
