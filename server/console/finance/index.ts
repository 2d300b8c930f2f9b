import type { Route } from '../../platform/http/route.ts'
import {
  decideBankFileRoute,
  getBankFileRoute,
  getPaymentOrderRoute,
  listBankFilesRoute,
  listPaymentOrdersRoute,
} from './bank-files.ts'
import {
  getLedgerJournalRoute,
  getSafeguardingRoute,
  listLedgerAccountsRoute,
  listLedgerEntriesRoute,
} from './ledger.ts'
import { listBankCalendarsRoute } from './calendars.ts'
import type { FinanceParts } from './parts.ts'
import {
  explainBankBreakRoute,
  listBankBreaksRoute,
  listBankStatementsRoute,
  listSuspenseItemsRoute,
} from './reconciliation.ts'

/** The finance desk: the bank's files, payments, money in suspense, statements, and the books behind them. */
export function financeRoutes(parts: FinanceParts): Route[] {
  return [
    listBankFilesRoute(parts),
    getBankFileRoute(parts),
    decideBankFileRoute(parts),
    listPaymentOrdersRoute(parts),
    getPaymentOrderRoute(parts),
    listSuspenseItemsRoute(parts),
    listBankStatementsRoute(parts),
    listBankBreaksRoute(parts),
    explainBankBreakRoute(parts),
    listBankCalendarsRoute(parts),
    getSafeguardingRoute(parts),
    listLedgerAccountsRoute(parts),
    listLedgerEntriesRoute(parts),
    getLedgerJournalRoute(parts),
  ]
}
