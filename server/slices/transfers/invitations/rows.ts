import type { FactSource, RowSink } from '../../ledger/index.ts'
import type { Waiting } from '../waiting.ts'
import type { Invitation } from './invitation.ts'
import * as queries from './queries.ts'

/** Guarded by the lock on its payer's available balance, which every decision about it takes. */
export const invitationFact: FactSource<Invitation> = {
  name: 'transfers.invitation',
  read: (client, ids) => queries.readInvitations(client, ids),
  write: changed => [queries.updateInvitations(Array.from(changed.values()))],
}

export const invitationRows: RowSink<Invitation> = {
  name: 'transfers.invitations',
  insert: rows => [queries.insertInvitations(rows)],
}

/** How many of a payer's are waiting, and which were taken back lately, by payer. */
export const waitingFact: FactSource<Waiting> = {
  name: 'transfers.waiting_invitations',
  read: (client, payerIds) => queries.countWaiting(client, payerIds),
  // The rows themselves are what is counted; this keeps the count right within one batch.
  write: () => [],
}
