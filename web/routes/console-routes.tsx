import { createRoute, redirect } from '@tanstack/react-router'
import { loadTexts } from '../lib/i18n.ts'
import { ApiProblem } from '../lib/problem.ts'
import { queryClient } from '../lib/queries.ts'
import { page } from './page.ts'
import { root, text } from './shells.tsx'

/**
 * The staff's console. Everything of it, frame and texts included, is loaded on its own: customers download none of
 * it, and the staff none of the app.
 */
export const consoleShell = createRoute({
  getParentRoute: () => root,
  id: 'console',
  async beforeLoad({ location }) {
    // What a customer reads about a transaction is shown to staff in the same words: these texts are the app's.
    await Promise.all([requireStaff(location.href), loadTexts('console', 'app')])
  },
  component: page(() => import('./pages/console.ts'), 'ConsoleShell'),
})

/** Loaded here and not with the routes: what calls the staff's API is no part of the customers' first download. */
async function requireStaff(href: string): Promise<void> {
  const { staffSessionQuery } = await import('../lib/staff-session.ts')
  try {
    await queryClient.ensureQueryData(staffSessionQuery)
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 401)
      throw redirect({ to: '/console/sign-in', search: { next: href } })
    throw error
  }
}

/** What stands before the console has a frame of its own: whoever is not signed in sees nothing of it. */
export const consoleDoor = createRoute({
  getParentRoute: () => root,
  id: 'console-door',
  beforeLoad: () => loadTexts('console'),
  component: page(() => import('./pages/console-door.ts'), 'ConsoleDoor'),
})

const signIn = createRoute({
  getParentRoute: () => consoleDoor,
  path: '/console/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string } =>
    text(search['next']) ? { next: text(search['next']) } : {},
  component: page(() => import('./pages/console-door.ts'), 'ConsoleSignInPage'),
})

const invitation = createRoute({
  getParentRoute: () => consoleDoor,
  path: '/console/invitation',
  component: page(() => import('./pages/console-door.ts'), 'InvitationPage'),
})

const home = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console',
  component: page(() => import('./pages/console.ts'), 'HomePage'),
})

const customer = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/customers/$customer',
  validateSearch: (search: Record<string, unknown>): { transaction?: string } => {
    // Only as text: sixteen digits read as a number lose their last ones.
    const number = search['transaction']
    return typeof number === 'string' && /^[0-9]{16}$/.test(number) ? { transaction: number } : {}
  },
  component: page(() => import('./pages/console.ts'), 'CustomerPage'),
})

const approvals = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/approvals',
  validateSearch: (search: Record<string, unknown>): { approval?: string } =>
    text(search['approval']) ? { approval: text(search['approval']) } : {},
  component: page(() => import('./pages/console.ts'), 'ApprovalsPage'),
})

const prices = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/prices',
  validateSearch: (search: Record<string, unknown>): { kind?: 'fees' | 'limits' | 'markups' } => {
    const kind = (['fees', 'limits', 'markups'] as const).find(each => each === search['kind'])
    return kind ? { kind } : {}
  },
  component: page(() => import('./pages/console.ts'), 'SchedulesPage'),
})

const price = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/prices/$schedule',
  component: page(() => import('./pages/console.ts'), 'SchedulePage'),
})

const recovery = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/recovery',
  component: page(() => import('./pages/console.ts'), 'RecoveryPage'),
})

const names = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/names',
  component: page(() => import('./pages/console.ts'), 'NamesPage'),
})

/** `file`: only its payments are listed; `open` and `line`: a file, and the line of it one came for. */
type BankSearch = {
  show?: 'orders' | 'files'
  file?: number
  open?: number
  line?: number
  payment?: string | undefined
}

const isNumber = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0

const bank = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/bank',
  validateSearch: (search: Record<string, unknown>): BankSearch => ({
    ...(search['show'] === 'files' || search['show'] === 'orders' ? { show: search['show'] } : {}),
    ...(isNumber(search['file']) ? { file: search['file'] } : {}),
    ...(isNumber(search['open']) ? { open: search['open'] } : {}),
    ...(isNumber(search['line']) ? { line: search['line'] } : {}),
    ...(text(search['payment']) ? { payment: text(search['payment']) } : {}),
  }),
  component: page(() => import('./pages/console.ts'), 'BankPage'),
})

const suspense = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/suspense',
  component: page(() => import('./pages/console.ts'), 'SuspensePage'),
})

const reconciliationParts = ['position', 'statements', 'breaks'] as const

const reconciliation = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/reconciliation',
  validateSearch: (search: Record<string, unknown>): { show?: (typeof reconciliationParts)[number] } => {
    const show = reconciliationParts.find(part => part === search['show'])
    return show ? { show } : {}
  },
  component: page(() => import('./pages/console.ts'), 'ReconciliationPage'),
})

const ledger = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/ledger',
  validateSearch: (search: Record<string, unknown>): { account?: string; customer?: string } => ({
    ...(text(search['account']) ? { account: text(search['account']) } : {}),
    ...(text(search['customer']) ? { customer: text(search['customer']) } : {}),
  }),
  component: page(() => import('./pages/console.ts'), 'LedgerPage'),
})

const members = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/staff',
  component: page(() => import('./pages/console.ts'), 'MembersPage'),
})

const audit = createRoute({
  getParentRoute: () => consoleShell,
  path: '/console/audit',
  component: page(() => import('./pages/console.ts'), 'AuditPage'),
})

export const consoleRoutes = [
  home,
  customer,
  prices,
  price,
  recovery,
  names,
  members,
  approvals,
  audit,
  bank,
  suspense,
  reconciliation,
  ledger,
] as const
export const consoleDoorRoutes = [signIn, invitation] as const
