import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { readHistorySearch } from '../features/transactions/history-search.ts'
import { ApiProblem } from '../lib/problem.ts'
import { meQuery, queryClient } from '../lib/queries.ts'
import { BrokenPage, NotFoundPage, PendingPage, Root } from './root.tsx'

/** Every page of the app, in one list; each is loaded when it is first visited. */
const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage, errorComponent: BrokenPage })

const publicShell = createRoute({
  getParentRoute: () => root,
  id: 'public',
  component: lazyRouteComponent(() => import('../ui/public-shell.tsx'), 'PublicShell'),
})

const appShell = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: ({ location }) => requireSignIn(location.href),
  component: lazyRouteComponent(() => import('./app/signed-in-shell.tsx'), 'SignedInShell'),
})

/** Signed out → to the sign-in page, and back here afterwards. Without a network the last known app opens. */
async function requireSignIn(href: string): Promise<void> {
  try {
    await queryClient.ensureQueryData(meQuery)
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 401)
      throw redirect({ to: '/sign-in', search: { next: href } })
    if (!(error instanceof Error) || error.name !== 'NoAnswer') throw error
  }
}

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

const inbox = createRoute({
  getParentRoute: () => publicShell,
  path: '/inbox',
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    text(search['to']) ? { to: text(search['to']) } : {},
  component: lazyRouteComponent(() => import('../features/test-inbox/inbox-page.tsx'), 'InboxPage'),
})

const wallet = createRoute({
  getParentRoute: () => appShell,
  path: '/app',
  component: lazyRouteComponent(() => import('./app/wallet-page.tsx'), 'WalletPage'),
})

const addMoney = createRoute({
  getParentRoute: () => appShell,
  path: '/app/add-money',
  component: lazyRouteComponent(() => import('../features/funding/add-money-page.tsx'), 'AddMoneyPage'),
})

const deposit = createRoute({
  getParentRoute: () => appShell,
  path: '/app/add-money/$deposit',
  validateSearch: (search: Record<string, unknown>): { returned?: 'paid' | 'back' } =>
    search['returned'] === 'paid' || search['returned'] === 'back' ? { returned: search['returned'] } : {},
  component: lazyRouteComponent(() => import('../features/funding/deposit-page.tsx'), 'DepositPage'),
})

const send = createRoute({
  getParentRoute: () => appShell,
  path: '/app/send',
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    text(search['to']) ? { to: text(search['to']) } : {},
  component: lazyRouteComponent(() => import('../features/transfers/send-page.tsx'), 'SendPage'),
})

const transactions = createRoute({
  getParentRoute: () => appShell,
  path: '/app/transactions',
  validateSearch: readHistorySearch,
  component: lazyRouteComponent(() => import('../features/transactions/history-page.tsx'), 'HistoryPage'),
})

const transaction = createRoute({
  getParentRoute: () => appShell,
  path: '/app/transactions/$number',
  component: lazyRouteComponent(
    () => import('../features/transactions/transaction-page.tsx'),
    'TransactionPage',
  ),
})

const profile = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile',
  component: lazyRouteComponent(() => import('../features/identity/profile-page.tsx'), 'ProfilePage'),
})

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Not even its name reaches a production build. */
const development = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => root,
        path: '/dev/gallery',
        component: lazyRouteComponent(() => import('../dev/gallery.tsx'), 'Gallery'),
      }),
    ]
  : []

const routeTree = root.addChildren([
  ...development,
  publicShell.addChildren([home, fees, terms, privacy, register, checkMail, confirmEmail, signIn, inbox]),
  appShell.addChildren([wallet, addMoney, deposit, send, transactions, transaction, profile]),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: PendingPage,
  defaultPendingMs: 300,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
