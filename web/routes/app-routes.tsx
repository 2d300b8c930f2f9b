import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { loadTexts } from '../lib/i18n.ts'
import { readHistorySearch } from '../features/transactions/history-search.ts'
import { appShell, text } from './shells.tsx'

const wallet = createRoute({
  getParentRoute: () => appShell,
  path: '/app',
  beforeLoad: () => loadTexts('security'),
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

const sendAbroad = createRoute({
  getParentRoute: () => appShell,
  path: '/app/send/abroad',
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(
    () => import('../features/remittances/send-abroad-page.tsx'),
    'SendAbroadPage',
  ),
})

const transferAbroad = createRoute({
  getParentRoute: () => appShell,
  path: '/app/send/abroad/$transfer',
  component: lazyRouteComponent(
    () => import('../features/remittances/transfer-abroad-page.tsx'),
    'TransferAbroadPage',
  ),
})

const requests = createRoute({
  getParentRoute: () => appShell,
  path: '/app/requests',
  component: lazyRouteComponent(() => import('../features/transfers/requests-page.tsx'), 'RequestsPage'),
})

const askForMoney = createRoute({
  getParentRoute: () => appShell,
  path: '/app/requests/new',
  component: lazyRouteComponent(() => import('../features/transfers/ask-page.tsx'), 'AskPage'),
})

const splitBill = createRoute({
  getParentRoute: () => appShell,
  path: '/app/requests/split',
  component: lazyRouteComponent(() => import('../features/transfers/split-page.tsx'), 'SplitPage'),
})

const request = createRoute({
  getParentRoute: () => appShell,
  path: '/app/requests/$request',
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(() => import('../features/transfers/request-page.tsx'), 'RequestPage'),
})

const scheduled = createRoute({
  getParentRoute: () => appShell,
  path: '/app/scheduled',
  component: lazyRouteComponent(() => import('../features/transfers/scheduled-page.tsx'), 'ScheduledPage'),
})

const newSchedule = createRoute({
  getParentRoute: () => appShell,
  path: '/app/scheduled/new',
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(
    () => import('../features/transfers/schedule-form-page.tsx'),
    'ScheduleFormPage',
  ),
})

const invitations = createRoute({
  getParentRoute: () => appShell,
  path: '/app/invitations',
  component: lazyRouteComponent(
    () => import('../features/transfers/invitations-page.tsx'),
    'InvitationsPage',
  ),
})

const refund = createRoute({
  getParentRoute: () => appShell,
  path: '/app/refund/$transfer',
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(() => import('../features/transfers/refund-page.tsx'), 'RefundPage'),
})

const exchange = createRoute({
  getParentRoute: () => appShell,
  path: '/app/exchange',
  component: lazyRouteComponent(() => import('../features/exchange/exchange-page.tsx'), 'ExchangePage'),
})

const limits = createRoute({
  getParentRoute: () => appShell,
  path: '/app/limits',
  component: lazyRouteComponent(() => import('../features/prices/own-limits-page.tsx'), 'OwnLimitsPage'),
})

const withdraw = createRoute({
  getParentRoute: () => appShell,
  path: '/app/withdraw',
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(() => import('../features/withdrawals/withdraw-page.tsx'), 'WithdrawPage'),
})

const withdrawal = createRoute({
  getParentRoute: () => appShell,
  path: '/app/withdraw/$withdrawal',
  component: lazyRouteComponent(
    () => import('../features/withdrawals/withdrawal-page.tsx'),
    'WithdrawalPage',
  ),
})

const addBankAccount = createRoute({
  getParentRoute: () => appShell,
  path: '/app/bank-accounts/new',
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(
    () => import('../features/withdrawals/add-bank-account-page.tsx'),
    'AddBankAccountPage',
  ),
})

const statements = createRoute({
  getParentRoute: () => appShell,
  path: '/app/statements',
  component: lazyRouteComponent(() => import('../features/statements/statements-page.tsx'), 'StatementsPage'),
})

const paymentMethods = createRoute({
  getParentRoute: () => appShell,
  path: '/app/payment-methods',
  component: lazyRouteComponent(
    () => import('../features/funding/payment-methods-page.tsx'),
    'PaymentMethodsPage',
  ),
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
  beforeLoad: () => loadTexts('security'),
  component: lazyRouteComponent(() => import('./app/profile-page.tsx'), 'ProfilePage'),
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
