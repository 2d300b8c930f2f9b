import { createRoute, notFound } from '@tanstack/react-router'
import { isLessonName } from '../../contract/lessons.ts'
import { loadTexts } from '../lib/i18n.ts'
import { page } from './page.ts'
import { publicShell, text } from './shells.tsx'

const home = createRoute({
  getParentRoute: () => publicShell,
  path: '/',
  component: page(() => import('./pages/public.ts'), 'HomePage'),
})

const fees = createRoute({
  getParentRoute: () => publicShell,
  path: '/fees',
  beforeLoad: () => loadTexts('app'),
  component: page(() => import('./pages/exchange.ts'), 'FeesPage'),
})

const limits = createRoute({
  getParentRoute: () => publicShell,
  path: '/limits',
  beforeLoad: () => loadTexts('app'),
  component: page(() => import('./pages/exchange.ts'), 'LimitsPage'),
})

const terms = createRoute({
  getParentRoute: () => publicShell,
  path: '/terms',
  component: page(() => import('./pages/public.ts'), 'TermsPage'),
})

const privacy = createRoute({
  getParentRoute: () => publicShell,
  path: '/privacy',
  component: page(() => import('./pages/public.ts'), 'PrivacyPage'),
})

const register = createRoute({
  getParentRoute: () => publicShell,
  path: '/register',
  beforeLoad: () => loadTexts('security'),
  component: page(() => import('./pages/account.ts'), 'RegisterPage'),
})

const checkMail = createRoute({
  getParentRoute: () => publicShell,
  path: '/check-mail',
  validateSearch: (search: Record<string, unknown>) => ({
    id: text(search['id']),
    email: text(search['email']),
  }),
  component: page(() => import('./pages/account.ts'), 'CheckMailPage'),
})

const confirmEmail = createRoute({
  getParentRoute: () => publicShell,
  path: '/confirm-email',
  beforeLoad: () => loadTexts('security'),
  component: page(() => import('./pages/account.ts'), 'ConfirmEmailPage'),
})

const signIn = createRoute({
  getParentRoute: () => publicShell,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string; email?: string } => ({
    ...(text(search['next']) ? { next: text(search['next']) } : {}),
    ...(text(search['email']) ? { email: text(search['email']) } : {}),
  }),
  component: page(() => import('./pages/account.ts'), 'SignInPage'),
})

const signInVerify = createRoute({
  getParentRoute: () => publicShell,
  path: '/sign-in/verify',
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    text(search['next']) ? { next: text(search['next']) } : {},
  beforeLoad: () => loadTexts('security'),
  component: page(() => import('./pages/account.ts'), 'SignInVerifyPage'),
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
  component: page(() => import('./pages/recovery.ts'), 'RecoverPage'),
})

const recoverRequest = createRoute({
  getParentRoute: () => publicShell,
  path: '/recover/request',
  beforeLoad: () => loadTexts('security'),
  component: page(() => import('./pages/recovery.ts'), 'RequestPage'),
})

const revertChange = createRoute({
  getParentRoute: () => publicShell,
  path: '/revert-change',
  beforeLoad: () => loadTexts('security'),
  component: page(() => import('./pages/recovery.ts'), 'RevertPage'),
})

const accountClosed = createRoute({
  getParentRoute: () => publicShell,
  path: '/account-closed',
  beforeLoad: () => loadTexts('security'),
  component: page(() => import('./pages/recovery.ts'), 'AccountClosedPage'),
})

const inbox = createRoute({
  getParentRoute: () => publicShell,
  path: '/inbox',
  validateSearch: (search: Record<string, unknown>): { to?: string; kind?: 'sms' } => ({
    ...(text(search['to']) ? { to: text(search['to']) } : {}),
    ...(search['kind'] === 'sms' ? { kind: 'sms' } : {}),
  }),
  beforeLoad: () => loadTexts('security'),
  component: page(() => import('./pages/inbox.ts'), 'InboxPage'),
})

/** Pages whose texts come with the security part. */
const securityTexts = () => loadTexts('security')

const alert = createRoute({
  getParentRoute: () => publicShell,
  path: '/alert',
  beforeLoad: securityTexts,
  component: page(() => import('./pages/safety.ts'), 'AlertPage'),
})

const officialChannels = createRoute({
  getParentRoute: () => publicShell,
  path: '/official-channels',
  beforeLoad: securityTexts,
  component: page(() => import('./pages/safety.ts'), 'OfficialPage'),
})

const lessons = createRoute({
  getParentRoute: () => publicShell,
  path: '/security-lessons',
  beforeLoad: securityTexts,
  component: page(() => import('./pages/safety.ts'), 'LessonsPage'),
})

const lesson = createRoute({
  getParentRoute: () => publicShell,
  path: '/security-lessons/$lesson',
  async beforeLoad({ params }) {
    if (!isLessonName(params.lesson)) throw notFound()
    await securityTexts()
  },
  component: page(() => import('./pages/safety.ts'), 'LessonPage'),
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
