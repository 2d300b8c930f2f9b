import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { isLessonName } from '../../contract/lessons.ts'
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
  beforeLoad: () => loadTexts('app'),
  component: lazyRouteComponent(() => import('../features/prices/fees-page.tsx'), 'FeesPage'),
})

const limits = createRoute({
  getParentRoute: () => publicShell,
  path: '/limits',
  beforeLoad: () => loadTexts('app'),
  component: lazyRouteComponent(() => import('../features/prices/limits-page.tsx'), 'LimitsPage'),
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
  beforeLoad: () => loadTexts('security'),
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
  beforeLoad: () => loadTexts('security'),
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

const recover = createRoute({
  getParentRoute: () => publicShell,
  path: '/recover',
  validateSearch: (search: Record<string, unknown>): { id?: string; contact?: string; resend?: string } => ({
    ...(text(search['id']) ? { id: text(search['id']) } : {}),
    ...(text(search['contact']) ? { contact: text(search['contact']) } : {}),
    ...(text(search['resend']) ? { resend: text(search['resend']) } : {}),
  }),
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(() => import('../features/recovery/recover-page.tsx'), 'RecoverPage'),
})

const recoverRequest = createRoute({
  getParentRoute: () => publicShell,
  path: '/recover/request',
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(() => import('../features/recovery/request-page.tsx'), 'RequestPage'),
})

const revertChange = createRoute({
  getParentRoute: () => publicShell,
  path: '/revert-change',
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(() => import('../features/recovery/revert-page.tsx'), 'RevertPage'),
})

const accountClosed = createRoute({
  getParentRoute: () => publicShell,
  path: '/account-closed',
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(
    () => import('../features/recovery/account-closed-page.tsx'),
    'AccountClosedPage',
  ),
})

const inbox = createRoute({
  getParentRoute: () => publicShell,
  path: '/inbox',
  validateSearch: (search: Record<string, unknown>): { to?: string; kind?: 'sms' } => ({
    ...(text(search['to']) ? { to: text(search['to']) } : {}),
    ...(search['kind'] === 'sms' ? { kind: 'sms' } : {}),
  }),
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(() => import('../features/test-inbox/inbox-page.tsx'), 'InboxPage'),
})

/** Pages whose texts come with the security part. */
const securityTexts = () => loadTexts('security')

const alert = createRoute({
  getParentRoute: () => publicShell,
  path: '/alert',
  beforeLoad: securityTexts,
  component: lazyRouteComponent(() => import('../features/security/alert-page.tsx'), 'AlertPage'),
})

const officialChannels = createRoute({
  getParentRoute: () => publicShell,
  path: '/official-channels',
  beforeLoad: securityTexts,
  component: lazyRouteComponent(() => import('../features/security/official-page.tsx'), 'OfficialPage'),
})

const lessons = createRoute({
  getParentRoute: () => publicShell,
  path: '/security-lessons',
  beforeLoad: securityTexts,
  component: lazyRouteComponent(() => import('../features/security/lessons-page.tsx'), 'LessonsPage'),
})

const lesson = createRoute({
  getParentRoute: () => publicShell,
  path: '/security-lessons/$lesson',
  async beforeLoad({ params }) {
    if (!isLessonName(params.lesson)) throw notFound()
    await securityTexts()
  },
  component: lazyRouteComponent(() => import('../features/security/lesson-page.tsx'), 'LessonPage'),
})

/** The pages anybody may open; each is loaded when it is first visited. */
export const publicRoutes = [
  home,
  fees,
  limits,
  terms,
  privacy,
  register,
  checkMail,
  confirmEmail,
  signIn,
  signInVerify,
  recover,
  recoverRequest,
  revertChange,
  accountClosed,
  inbox,
  alert,
  officialChannels,
  lessons,
  lesson,
] as const
