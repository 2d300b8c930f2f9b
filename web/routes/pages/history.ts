/** What has happened, and papers about it. Loaded together, see docs/decisions/0118-what-a-first-visit-downloads.md. */
export { StatementsPage } from '../../features/statements/statements-page.tsx'
export { HistoryPage } from '../../features/transactions/history-page.tsx'
export { TransactionPage } from '../../features/transactions/transaction-page.tsx'
