import { createRoute } from '@tanstack/react-router'
import { page } from './page.ts'
import { appShell } from './shells.tsx'

const security = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security',
  // An alert in the app leads here with the question open.
  validateSearch: (search: Record<string, unknown>): { ask?: 'not_me' } =>
    search['ask'] === 'not_me' ? { ask: 'not_me' } : {},
  component: page(() => import('./pages/safety.ts'), 'SecurityPage'),
})

const devices = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/devices',
  component: page(() => import('./pages/safety.ts'), 'DevicesPage'),
})

const signIns = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/sign-ins',
  component: page(() => import('./pages/safety.ts'), 'SignInsPage'),
})

const notMe = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/not-me',
  validateSearch: (search: Record<string, unknown>): { ended: number } => ({
    ended: typeof search['ended'] === 'number' ? search['ended'] : 0,
  }),
  component: page(() => import('./pages/safety.ts'), 'NotMePage'),
})

const passkeys = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/passkeys',
  component: page(() => import('./pages/safety.ts'), 'PasskeysPage'),
})

const confirmations = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/confirmations',
  component: page(() => import('./pages/safety.ts'), 'ConfirmationsPage'),
})

const twoStep = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/two-step',
  component: page(() => import('./pages/safety.ts'), 'TwoStepPage'),
})

const authenticator = createRoute({
  getParentRoute: () => appShell,
  path: '/app/security/two-step/authenticator',
  component: page(() => import('./pages/safety.ts'), 'AuthenticatorPage'),
})

const notifications = createRoute({
  getParentRoute: () => appShell,
  path: '/app/notifications',
  component: page(() => import('./pages/profile.ts'), 'NotificationsPage'),
})

const notificationSettings = createRoute({
  getParentRoute: () => appShell,
  path: '/app/notifications/settings',
  component: page(() => import('./pages/profile.ts'), 'PreferencesPage'),
})

const verifyPhone = createRoute({
  getParentRoute: () => appShell,
  path: '/app/verify-phone',
  component: page(() => import('./pages/profile.ts'), 'VerifyPhonePage'),
})

const profileName = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/name',
  component: page(() => import('./pages/profile.ts'), 'ChangeNamePage'),
})

const profileEmail = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/email',
  component: page(() => import('./pages/profile.ts'), 'ChangeEmailPage'),
})

const profilePhone = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/phone',
  component: page(() => import('./pages/profile.ts'), 'ChangePhonePage'),
})

const profilePassword = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/password',
  component: page(() => import('./pages/profile.ts'), 'ChangePasswordPage'),
})

const profileData = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/data',
  component: page(() => import('./pages/profile.ts'), 'DataPage'),
})

const profileClose = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile/close',
  component: page(() => import('./pages/profile.ts'), 'CloseAccountPage'),
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
