import type { Route } from '../../../platform/http/route.ts'
import type { Parts } from '../parts.ts'
import { confirmAuthenticatorRoute } from './confirm-authenticator.ts'
import { getTwoStepRoute } from './get-two-step.ts'
import { makeRecoveryCodesRoute } from './make-recovery-codes.ts'
import { removeAuthenticatorRoute } from './remove-authenticator.ts'
import { startAuthenticatorRoute } from './start-authenticator.ts'

export function factorRoutes(parts: Parts): Route[] {
  return [
    getTwoStepRoute(parts),
    startAuthenticatorRoute(parts),
    confirmAuthenticatorRoute(parts),
    removeAuthenticatorRoute(parts),
    makeRecoveryCodesRoute(parts),
  ]
}
