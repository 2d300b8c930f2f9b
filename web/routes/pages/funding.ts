/** Money in and out. Loaded together, see docs/decisions/0118-what-a-first-visit-downloads.md. */
export { AddMoneyPage } from '../../features/funding/add-money-page.tsx'
export { DepositPage } from '../../features/funding/deposit-page.tsx'
export { PaymentMethodsPage } from '../../features/funding/payment-methods-page.tsx'
export { AddBankAccountPage } from '../../features/withdrawals/add-bank-account-page.tsx'
export { WithdrawPage } from '../../features/withdrawals/withdraw-page.tsx'
export { WithdrawalPage } from '../../features/withdrawals/withdrawal-page.tsx'
