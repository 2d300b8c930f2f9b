import type { Route } from '../../platform/http/route.ts'
import { completeSignInRoute } from './complete-sign-in.ts'
import { acceptDocumentRoute, listAcceptancesRoute } from './acceptances/acceptances.ts'
import { confirmEmailByLinkRoute } from './confirm-email-by-link.ts'
import { confirmEmailRoute } from './confirm-email.ts'
import { listDevicesRoute } from './devices/list-devices.ts'
import { revokeDeviceRoute } from './devices/revoke-device.ts'
import { dropSignInRoute } from './drop-sign-in.ts'
import { endSessionRoute } from './end-session.ts'
import { factorRoutes } from './factors/routes.ts'
import { getMeRoute } from './get-me.ts'
import { getSecondStepRoute } from './get-second-step.ts'
import { getRegistrationRoute } from './get-registration.ts'
import { listSessionsRoute } from './list-sessions.ts'
import type { Parts } from './parts.ts'
import { passkeyRoutes } from './passkeys/routes.ts'
import { confirmPhoneRoute } from './phone-verification/confirm-phone.ts'
import { startPhoneVerificationRoute } from './phone-verification/start-phone-verification.ts'
import { registerRoute } from './register.ts'
import { resendEmailCodeRoute } from './resend-email-code.ts'
import { securityRoutes } from './security/routes.ts'
import { sendSignInCodeRoute } from './send-sign-in-code.ts'
import { signInRoute } from './sign-in.ts'
import { signOutRoute } from './sign-out.ts'
import { stepUpRoutes } from './step-up/routes.ts'
import { updateMeRoute } from './update-me.ts'

export function identityRoutes(parts: Parts): Route[] {
  return [
    registerRoute(parts),
    getRegistrationRoute(parts),
    startPhoneVerificationRoute(parts),
    confirmPhoneRoute(parts),
    listAcceptancesRoute(parts),
    acceptDocumentRoute(parts),
    confirmEmailRoute(parts),
    confirmEmailByLinkRoute(parts),
    resendEmailCodeRoute(parts),
    signInRoute(parts),
    getSecondStepRoute(parts),
    sendSignInCodeRoute(parts),
    completeSignInRoute(parts),
    dropSignInRoute(parts),
    listDevicesRoute(parts),
    revokeDeviceRoute(parts),
    signOutRoute(parts),
    listSessionsRoute(parts),
    endSessionRoute(parts),
    getMeRoute(parts),
    updateMeRoute(parts),
    ...stepUpRoutes(parts),
    ...securityRoutes(parts),
    ...passkeyRoutes(parts),
    ...factorRoutes(parts),
  ]
}
