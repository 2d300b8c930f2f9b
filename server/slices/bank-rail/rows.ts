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
  insert: (client, rows) => queries.insertOrders(client, rows.map(openOrder)),
}

/** An order by id. Reading takes its lock: jobs change orders as well, not only decisions. */
export const paymentOrderFact: FactSource<PaymentOrder> = {
  name: 'bank_rail.order',
  read: (client, ids) => queries.lockOrders(client, ids),
  write: (client, changed) => queries.updateOrders(client, Array.from(changed.values())),
}

/** Money that came in, by its id. Reading takes its lock. */
export const incomingFact: FactSource<IncomingState> = {
  name: 'bank_rail.incoming',
  read: (client, ids) => incoming.lockParts(client, ids),
  write: (client, changed) => incoming.decideParts(client, Array.from(changed.values())),
}

/** Those with one key are one job: a batch of the pipeline may plan it hundreds of times. */
export const plannedJobs: RowSink<PlannedJob> = {
  name: 'bank_rail.jobs',
  insert: (client, rows) => insertJobs(client, Array.from(new Map(rows.map(job => [job.key, job])).values())),
}

export const bookedEntries: RowSink<BookedEntry> = {
  name: 'bank_rail.entries',
  insert: (client, rows) => entries.insertEntries(client, rows),
}

export const bookedParts: RowSink<BookedPart> = {
  name: 'bank_rail.parts',
  insert: (client, rows) => entries.insertParts(client, rows),
}

export const suspenseItems: RowSink<SuspenseItem> = {
  name: 'bank_rail.suspense',
  insert: (client, rows) => entries.insertSuspense(client, rows),
}

/** Money in suspense by its item's id. Reading takes its lock. */
export const suspenseFact: FactSource<Suspended> = {
  name: 'bank_rail.suspended',
  read: (client, ids) => suspenseQueries.lockItems(client, ids),
  write: (client, changed) => suspenseQueries.updateItems(client, Array.from(changed.values())),
}
