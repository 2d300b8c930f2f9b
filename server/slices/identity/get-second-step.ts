import { getSecondStep } from '../../../contract/api/sign-in.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { presentHalf } from './half-session.ts'
import type { Parts } from './parts.ts'

/** For the page of the second step after a reload. */
export function getSecondStepRoute(parts: Parts): Route {
  return route(getSecondStep, async ({ context }) => {
    const { halfSession, ip, now } = context
    return await presentHalf(parts, { id: halfSession.sessionId, ip, now, token: null })
  })
}
