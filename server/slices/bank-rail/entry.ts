import type { Money } from '../../../contract/money.ts'
import type { EntryPart } from './messages/entries.ts'

/** Why money is in suspense; texts are `suspense.<reason>` in the console's messages. */
export const suspenseReasons = [
  /** Nobody expects it. */
  'unmatched',
  /** The bank took money for something we did not order: its charges, or a mistake. */
  'unknown_debit',
  /** The bank took another amount than we ordered. */
  'amount_differs',
  /** The bank took a payment twice. */
  'debited_twice',
  /** The bank took a payment that it had rejected, or that was never sent. */
  'debited_though_not_due',
  /** A payment came back that is back already, or never left. */
  'returned_though_not_due',
  /** A payment came back to a customer, and whoever ordered it cannot take it. */
  'return_not_accepted',
] as const
export type SuspenseReason = (typeof suspenseReasons)[number]

/** An entry as it is booked. */
export type BookedEntry = {
  id: string
  account: string
  reference: string
  amount: Money
  side: 'credit' | 'debit'
  bookedOn: string
  valueOn: string
  file: number
  line: number
  journalId: string
  recordedAt: Date
}

/** A part of it and what became of it. */
export type BookedPart = {
  id: string
  entryId: string
  number: number
  part: EntryPart
  /** Who stands on the other side, as it is stored. */
  sealedCounterparty: Buffer
  status: 'open' | 'order' | 'early_return' | 'suspense'
  orderId: string | null
  decidedAt: Date | null
}

export type SuspenseItem = {
  id: string
  partId: string
  amount: Money
  side: 'credit' | 'debit'
  reason: SuspenseReason
  journalId: string
  createdAt: Date
}
