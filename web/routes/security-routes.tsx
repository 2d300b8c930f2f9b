import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadTexts } from '../lib/i18n.ts'
import { appShell } from './shells.tsx'

/** The texts of security, recovery, profile and notifications arrive with the first of these pages. */
const beforeLoad = () => loadTexts('security')

const security = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security',
  beforeLoad,
  // An alert in the app leads here with the question open.
  validateSearch: (search: Record<string, unknown>): { ask?: 'not_me' } =>
    search['ask'] === 'not_me' ? { ask: 'not_me' } : {},
  component: lazyRouteComponent(() => import('../features/security/security-page.tsx'), 'SecurityPage'),
})

const devices = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/devices',
  beforeLoad,
  component: lazyRouteComponent(() => import('../features/security/devices-page.tsx'), 'DevicesPage'),
})

const signIns = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/sign-ins',
  beforeLoad,
  component: lazyRouteComponent(() => import('../features/security/sign-ins-page.tsx'), 'SignInsPage'),
})

const notMe = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/not-me',
  beforeLoad,
  validateSearch: (search: Record<string, unknown>): { ended: number } => ({
    ended: typeof search['ended'] === 'number' ? search['ended'] : 0,
  }),
  component: lazyRouteComponent(() => import('../features/security/not-me-page.tsx'), 'NotMePage'),
})

const passkeys = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/passkeys',
  beforeLoad,
  component: lazyRouteComponent(() => import('../features/passkeys/passkeys-page.tsx'), 'PasskeysPage'),
})

const confirmations = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/confirmations',
  beforeLoad,
  component: lazyRouteComponent(
    () => import('../features/step-up/confirmations-page.tsx'),
    'ConfirmationsPage',
  ),
})

const twoStep = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/two-step',
  beforeLoad,
  component: lazyRouteComponent(() => import('../features/two-step/two-step-page.tsx'), 'TwoStepPage'),
})

const authenticator = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/two-step/authenticator',
  beforeLoad,
  component: lazyRouteComponent(
    () => import('../features/two-step/authenticator-page.tsx'),
    'AuthenticatorPage',
  ),
})

const notifications = createRoute({
  getParentRoute: () => appShell,
  path: '/app/notifications',
  beforeLoad,
  component: lazyRouteComponent(
    () => import('../features/notifications/notifications-page.tsx'),
    'NotificationsPage',
  ),
})

const notificationSettings = createRoute({
  getParentRoute: () => appShell,
  path: '/app/notifications/settings',
  beforeLoad,
  component: lazyRouteComponent(
    () => import('../features/notifications/preferences-page.tsx'),
    'PreferencesPage',
  ),
})

const verifyPhone = createRoute({
  getParentRoute: () => appShell,
  path: '/app/verify-phone',
  beforeLoad,
  component: lazyRouteComponent(
    () => import('../features/notifications/verify-phone-page.tsx'),
    'VerifyPhonePage',
  ),
})

const profileName = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/name',
  beforeLoad,
  component: lazyRouteComponent(() => import('../features/profile/change-name-page.tsx'), 'ChangeNamePage'),
})

const profileEmail = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/email',
  beforeLoad,
  component: lazyRouteComponent(
    () => import('../features/profile/change-contact-page.tsx'),
    'ChangeEmailPage',
  ),
})

const profilePhone = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/phone',
  beforeLoad,
  component: lazyRouteComponent(
    () => import('../features/profile/change-contact-page.tsx'),
    'ChangePhonePage',
  ),
})

const profilePassword = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/password',
  beforeLoad,
  component: lazyRouteComponent(
    () => import('../features/profile/change-password-page.tsx'),
    'ChangePasswordPage',
  ),
})

const profileData = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/data',
  beforeLoad,
  component: lazyRouteComponent(() => import('../features/profile/data-page.tsx'), 'DataPage'),
})

const profileClose = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/close',
  beforeLoad,
  component: lazyRouteComponent(
    () => import('../features/profile/close-account-page.tsx'),
    'CloseAccountPage',
  ),
})

/** The pages of the signed-in app about its safety and the person behind it. */
export const securityRoutes = [
  security,
  confirmations,
  devices,
  signIns,
  notMe,
  passkeys,
  twoStep,
  authenticator,
  notifications,
  notificationSettings,
  verifyPhone,
  profileName,
  profileEmail,
  profilePhone,
  profilePassword,
  profileData,
  profileClose,
] as const
