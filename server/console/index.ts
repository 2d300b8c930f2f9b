import type { Route } from '../platform/http/route.ts'
import { endCustomerSessionsRoute } from './end-customer-sessions.ts'
import { financeRoutes } from './finance/index.ts'
import { freezeCustomerRoute } from './freeze-customer.ts'
import { getCustomerPageRoute } from './get-customer-page.ts'
import { getCustomerTransactionTraceRoute } from './get-customer-transaction-trace.ts'
import { listAuditEntriesRoute } from './list-audit-entries.ts'
import { listCustomerTransactionsRoute } from './list-customer-transactions.ts'
import type { ConsoleParts } from './parts.ts'
import { scheduleRoutes } from './schedules/index.ts'
import { revealCustomerRoute } from './reveal-customer.ts'
import { searchCustomersRoute } from './search-customers.ts'
import { verifyAuditChainRoute } from './verify-audit-chain.ts'

/** Views of the staff that need several slices: composed here, above all of them, so that none imports another. */
export function consoleRoutes(parts: ConsoleParts): Route[] {
  return [
    searchCustomersRoute(parts),
    getCustomerPageRoute(parts),
    listCustomerTransactionsRoute(parts),
    getCustomerTransactionTraceRoute(parts),
    revealCustomerRoute(parts),
    freezeCustomerRoute(parts),
    endCustomerSessionsRoute(parts),
    listAuditEntriesRoute(parts),
    verifyAuditChainRoute(parts),
    ...scheduleRoutes(parts),
    ...financeRoutes(parts),
  ]
}
