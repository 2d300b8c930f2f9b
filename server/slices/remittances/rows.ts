import type { FactSource, RowSink } from '../ledger/index.ts'
import * as quotes from './queries-quotes.ts'
import * as recipients from './queries-recipients.ts'
import * as queries from './queries.ts'
import type { Quote } from './quote.ts'
import type { Recipient } from './recipient.ts'
import type { Step, Transfer } from './transfer.ts'

/** A quote is its customer's alone, and every use of it locks the balance it is paid from: that is its lock too. */
export const quoteFact: FactSource<Quote> = {
  name: 'remittances.quote',
  read: (client, ids) => quotes.readQuotes(client, ids),
  write: changed => [quotes.useQuotes(Array.from(changed.values()))],
}

/** Reading takes the row's lock: a recipient is renamed and removed without a decision of the pipeline. */
export const recipientFact: FactSource<Recipient> = {
  name: 'remittances.recipient',
  read: (client, ids) => recipients.lockRecipients(client, ids),
  write: changed => [
    recipients.touchRecipients(
      Array.from(changed.values()).flatMap(({ id, lastUsedAt }) =>
        lastUsedAt === null ? [] : [{ id, at: lastUsedAt }],
      ),
    ),
  ],
}

/** Guarded by the lock on the balance it was paid from, which every decision about it names. */
export const transferFact: FactSource<Transfer> = {
  name: 'remittances.transfer',
  read: (client, ids) => queries.readTransfers(client, ids),
  write: changed => [queries.updateTransfers(Array.from(changed.values()))],
}

export const transferRows: RowSink<Transfer> = {
  name: 'remittances.transfers',
  insert: rows => [queries.insertTransfers(rows)],
}

export const transferSteps: RowSink<Step> = {
  name: 'remittances.steps',
  insert: rows => [queries.insertSteps(rows)],
}
