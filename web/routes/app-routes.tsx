import { createRoute } from '@tanstack/react-router'
import { readHistorySearch } from '../features/transactions/history-search.ts'
import { page } from './page.ts'
import { appShell, text } from './shells.tsx'

const wallet = createRoute({
  getParentRoute: () => appShell,
  path: '/app',
  component: page(() => import('./pages/wallet.ts'), 'WalletPage'),
})

const addMoney = createRoute({
  getParentRoute: () => appShell,
  path: '/app/add-money',
  component: page(() => import('./pages/funding.ts'), 'AddMoneyPage'),
})

const deposit = createRoute({
  getParentRoute: () => appShell,
  path: '/app/add-money/$deposit',
  validateSearch: (search: Record<string, unknown>): { returned?: 'paid' | 'back' } =>
    search['returned'] === 'paid' || search['returned'] === 'back' ? { returned: search['returned'] } : {},
  component: page(() => import('./pages/funding.ts'), 'DepositPage'),
})

const send = createRoute({
  getParentRoute: () => appShell,
  path: '/app/send',
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    text(search['to']) ? { to: text(search['to']) } : {},
  component: page(() => import('./pages/transfers.ts'), 'SendPage'),
})

const sendAbroad = createRoute({
  getParentRoute: () => appShell,
  path: '/app/send/abroad',
  component: page(() => import('./pages/abroad.ts'), 'SendAbroadPage'),
})

const transferAbroad = createRoute({
  getParentRoute: () => appShell,
  path: '/app/send/abroad/$transfer',
  component: page(() => import('./pages/abroad.ts'), 'TransferAbroadPage'),
})

const requests = createRoute({
  getParentRoute: () => appShell,
  path: '/app/requests',
  component: page(() => import('./pages/transfers.ts'), 'RequestsPage'),
})

const askForMoney = createRoute({
  getParentRoute: () => appShell,
  path: '/app/requests/new',
  component: page(() => import('./pages/transfers.ts'), 'AskPage'),
})

const splitBill = createRoute({
  getParentRoute: () => appShell,
  path: '/app/requests/split',
  component: page(() => import('./pages/transfers.ts'), 'SplitPage'),
})

const request = createRoute({
  getParentRoute: () => appShell,
  path: '/app/requests/$request',
  component: page(() => import('./pages/transfers.ts'), 'RequestPage'),
})

const scheduled = createRoute({
  getParentRoute: () => appShell,
  path: '/app/scheduled',
  component: page(() => import('./pages/transfers.ts'), 'ScheduledPage'),
})

const newSchedule = createRoute({
  getParentRoute: () => appShell,
  path: '/app/scheduled/new',
  component: page(() => import('./pages/transfers.ts'), 'ScheduleFormPage'),
})

const invitations = createRoute({
  getParentRoute: () => appShell,
  path: '/app/invitations',
  component: page(() => import('./pages/transfers.ts'), 'InvitationsPage'),
})

const refund = createRoute({
  getParentRoute: () => appShell,
  path: '/app/refund/$transfer',
  component: page(() => import('./pages/transfers.ts'), 'RefundPage'),
})

const exchange = createRoute({
  getParentRoute: () => appShell,
  path: '/app/exchange',
  component: page(() => import('./pages/exchange.ts'), 'ExchangePage'),
})

const limits = createRoute({
  getParentRoute: () => appShell,
  path: '/app/limits',
  component: page(() => import('./pages/exchange.ts'), 'OwnLimitsPage'),
})

const withdraw = createRoute({
  getParentRoute: () => appShell,
  path: '/app/withdraw',
  component: page(() => import('./pages/funding.ts'), 'WithdrawPage'),
})

const withdrawal = createRoute({
  getParentRoute: () => appShell,
  path: '/app/withdraw/$withdrawal',
  component: page(() => import('./pages/funding.ts'), 'WithdrawalPage'),
})

const addBankAccount = createRoute({
  getParentRoute: () => appShell,
  path: '/app/bank-accounts/new',
  component: page(() => import('./pages/funding.ts'), 'AddBankAccountPage'),
})

const statements = createRoute({
  getParentRoute: () => appShell,
  path: '/app/statements',
  component: page(() => import('./pages/history.ts'), 'StatementsPage'),
})

const paymentMethods = createRoute({
  getParentRoute: () => appShell,
  path: '/app/payment-methods',
  component: page(() => import('./pages/funding.ts'), 'PaymentMethodsPage'),
})

const transactions = createRoute({
  getParentRoute: () => appShell,
  path: '/app/transactions',
  validateSearch: readHistorySearch,
  component: page(() => import('./pages/history.ts'), 'HistoryPage'),
})

const transaction = createRoute({
  getParentRoute: () => appShell,
  path: '/app/transactions/$number',
  component: page(() => import('./pages/history.ts'), 'TransactionPage'),
})

const profile = createRoute({
  getParentRoute: () => appShell,
  path: '/app/profile',
  component: page(() => import('./pages/profile.ts'), 'ProfilePage'),
})

/** The pages of the signed-in app about money. */
export const appRoutes = [
  wallet,
  addMoney,
  deposit,
  send,
  requests,
  askForMoney,
  splitBill,
  request,
  scheduled,
  newSchedule,
  invitations,
  refund,
  sendAbroad,
  transferAbroad,
  exchange,
  limits,
  withdraw,
  withdrawal,
  addBankAccount,
  paymentMethods,
  statements,
  transactions,
  transaction,
  profile,
] as const
