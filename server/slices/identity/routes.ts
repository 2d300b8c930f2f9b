import type { Route } from '../../platform/http/route.ts'
import { confirmEmailByLinkRoute } from './confirm-email-by-link.ts'
import { confirmEmailRoute } from './confirm-email.ts'
import { endSessionRoute } from './end-session.ts'
import { getMeRoute } from './get-me.ts'
import { listSessionsRoute } from './list-sessions.ts'
import type { Parts } from './parts.ts'
import { passkeyRoutes } from './passkeys/routes.ts'
import { registerRoute } from './register.ts'
import { resendEmailCodeRoute } from './resend-email-code.ts'
import { securityRoutes } from './security/routes.ts'
import { signInRoute } from './sign-in.ts'
import { signOutRoute } from './sign-out.ts'
import { stepUpRoutes } from './step-up/routes.ts'
import { updateMeRoute } from './update-me.ts'

export function identityRoutes(parts: Parts): Route[] {
  return [
    registerRoute(parts),
    confirmEmailRoute(parts),
    confirmEmailByLinkRoute(parts),
    resendEmailCodeRoute(parts),
    signInRoute(parts),
    signOutRoute(parts),
    listSessionsRoute(parts),
    endSessionRoute(parts),
    getMeRoute(parts),
    updateMeRoute(parts),
    ...stepUpRoutes(parts),
    ...securityRoutes(parts),
    ...passkeyRoutes(parts),
  ]
}
