import type { FactSource, RowSink } from '../../ledger/index.ts'
import type { Waiting } from '../waiting.ts'
import type { Bill, PaymentRequest } from './payment-request.ts'
import * as queries from './queries.ts'

/** Guarded by the lock on its requester's available balance, which every decision about it takes. */
export const requestFact: FactSource<PaymentRequest> = {
  name: 'transfers.payment_request',
  read: (client, ids) => queries.readRequests(client, ids),
  write: changed => [queries.updateRequests(Array.from(changed.values()))],
}

/** How many of a requester's are open, and which were taken back lately, by requester. */
export const pendingFact: FactSource<Waiting> = {
  name: 'transfers.pending_requests',
  read: (client, requesterIds) => queries.countPending(client, requesterIds),
  // The rows themselves are what is counted; this keeps the count right within one batch.
  write: () => [],
}

export const requestRows: RowSink<PaymentRequest> = {
  name: 'transfers.requests',
  insert: rows => [queries.insertRequests(rows)],
}

export const billRows: RowSink<Bill> = {
  name: 'transfers.bills',
  insert: rows => [queries.insertBills(rows)],
}
