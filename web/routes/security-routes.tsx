import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadTexts } from '../lib/i18n.ts'
import { appShell } from './shells.tsx'

/** The texts of security, recovery, profile and notifications arrive with the first of these pages. */
const beforeLoad = () => loadTexts('security')

const security = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security',
  beforeLoad,
  component: lazyRouteComponent(() => import('../features/security/security-page.tsx'), 'SecurityPage'),
})

const passkeys = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/passkeys',
  beforeLoad,
  component: lazyRouteComponent(() => import('../features/passkeys/passkeys-page.tsx'), 'PasskeysPage'),
})

/** The pages of the signed-in app about its safety and the person behind it. */
export const securityRoutes = [security, passkeys] as const
