import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadTexts } from '../lib/i18n.ts'
import { publicShell, text } from './shells.tsx'

const home = createRoute({
  getParentRoute: () => publicShell,
  path: '/',
  component: lazyRouteComponent(() => import('./public/home-page.tsx'), 'HomePage'),
})

const fees = createRoute({
  getParentRoute: () => publicShell,
  path: '/fees',
  component: lazyRouteComponent(() => import('./public/fees-page.tsx'), 'FeesPage'),
})

const terms = createRoute({
  getParentRoute: () => publicShell,
  path: '/terms',
  component: lazyRouteComponent(() => import('./public/legal-page.tsx'), 'TermsPage'),
})

const privacy = createRoute({
  getParentRoute: () => publicShell,
  path: '/privacy',
  component: lazyRouteComponent(() => import('./public/legal-page.tsx'), 'PrivacyPage'),
})

const register = createRoute({
  getParentRoute: () => publicShell,
  path: '/register',
  component: lazyRouteComponent(() => import('../features/identity/register-page.tsx'), 'RegisterPage'),
})

const checkMail = createRoute({
  getParentRoute: () => publicShell,
  path: '/check-mail',
  validateSearch: (search: Record<string, unknown>) => ({
    id: text(search['id']),
    email: text(search['email']),
  }),
  component: lazyRouteComponent(() => import('../features/identity/check-mail-page.tsx'), 'CheckMailPage'),
})

const confirmEmail = createRoute({
  getParentRoute: () => publicShell,
  path: '/confirm-email',
  component: lazyRouteComponent(
    () => import('../features/identity/confirm-email-page.tsx'),
    'ConfirmEmailPage',
  ),
})

const signIn = createRoute({
  getParentRoute: () => publicShell,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string; email?: string } => ({
    ...(text(search['next']) ? { next: text(search['next']) } : {}),
    ...(text(search['email']) ? { email: text(search['email']) } : {}),
  }),
  component: lazyRouteComponent(() => import('../features/identity/sign-in-page.tsx'), 'SignInPage'),
})

const signInVerify = createRoute({
  getParentRoute: () => publicShell,
  path: '/sign-in/verify',
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    text(search['next']) ? { next: text(search['next']) } : {},
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(
    () => import('../features/identity/sign-in-verify-page.tsx'),
    'SignInVerifyPage',
  ),
})

const inbox = createRoute({
  getParentRoute: () => publicShell,
  path: '/inbox',
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    text(search['to']) ? { to: text(search['to']) } : {},
  component: lazyRouteComponent(() => import('../features/test-inbox/inbox-page.tsx'), 'InboxPage'),
})

/** The pages anybody may open; each is loaded when it is first visited. */
export const publicRoutes = [
  home,
  fees,
  terms,
  privacy,
  register,
  checkMail,
  confirmEmail,
  signIn,
  signInVerify,
  inbox,
] as const
