import { insertJobs, type PlannedJob } from '../../platform/jobs.ts'
import type { FactSource, RowSink } from '../ledger/index.ts'
import type { BookedEntry, BookedPart, SuspenseItem } from './entry.ts'
import type { IncomingState } from './incoming.ts'
import { openOrder, type NewPaymentOrder, type PaymentOrder } from './order.ts'
import * as entries from './queries-entries.ts'
import * as incoming from './queries-incoming.ts'
import * as queries from './queries-orders.ts'
import * as suspenseQueries from './queries-suspense.ts'
import type { Suspended } from './suspense.ts'

/** Orders leave inside the decision that sets the money aside: there is none without the other. */
export const paymentOrders: RowSink<NewPaymentOrder> = {
  name: 'bank_rail.orders',
  insert: rows => queries.insertOrders(rows.map(openOrder)),
}

/** An order by id. Reading takes its lock: jobs change orders as well, not only decisions. */
export const paymentOrderFact: FactSource<PaymentOrder> = {
  name: 'bank_rail.order',
  read: (client, ids) => queries.lockOrders(client, ids),
  write: changed => queries.updateOrders(Array.from(changed.values())),
}

/** Money that came in, by its id. Reading takes its lock. */
export const incomingFact: FactSource<IncomingState> = {
  name: 'bank_rail.incoming',
  read: (client, ids) => incoming.lockParts(client, ids),
  write: changed => [incoming.decideParts(Array.from(changed.values()))],
}

/** Those with one key are one job: a batch of the pipeline may plan it hundreds of times. */
export const plannedJobs: RowSink<PlannedJob> = {
  name: 'bank_rail.jobs',
  insert: rows => [insertJobs(Array.from(new Map(rows.map(job => [job.key, job])).values()))],
}

export const bookedEntries: RowSink<BookedEntry> = {
  name: 'bank_rail.entries',
  insert: rows => [entries.insertEntries(rows)],
}

export const bookedParts: RowSink<BookedPart> = {
  name: 'bank_rail.parts',
  insert: rows => [entries.insertParts(rows)],
}

export const suspenseItems: RowSink<SuspenseItem> = {
  name: 'bank_rail.suspense',
  insert: rows => [entries.insertSuspense(rows)],
}

/** Money in suspense by its item's id. Reading takes its lock. */
export const suspenseFact: FactSource<Suspended> = {
  name: 'bank_rail.suspended',
  read: (client, ids) => suspenseQueries.lockItems(client, ids),
  write: changed => [suspenseQueries.updateItems(Array.from(changed.values()))],
}
