import type { Currency } from '../../../contract/money.ts'
import type { Tx } from '../../shared/queries-store.ts'
import type { Bank } from '../bank.ts'
import { dateAt, nextRun } from '../days.ts'
import { addTask } from '../store/queries-agenda.ts'
import { book, type EntryDetail } from '../store/queries-books.ts'
import { insertCredit } from '../store/queries-files.ts'
import { tellEntries } from './tell-entries.ts'

/** Money somebody sends to our customer; the amount in minor units. */
export type CreditOrder = {
  currency: Currency
  amount: bigint
  reference: string
  debtor: { name: string; account: string | null; bic: string | null }
  endToEnd: string
  /** Books without waiting for the currency's next run, at any hour. */
  atOnce: boolean
}

/** Answers the entry's reference, or null when it is booked by the next run. */
export function bookCredit(tx: Tx, bank: Bank, order: CreditOrder): string | null {
  const { currency, amount } = order
  const atMs = bank.clock.now()
  const detail: EntryDetail = {
    endToEnd: order.endToEnd,
    instruction: null,
    party: order.debtor,
    remittance: order.reference === '' ? null : order.reference,
    reason: null,
    noNotice: bank.faults.entries('lost_notice', `credit ${order.reference} ${order.endToEnd}`),
  }
  if (!order.atOnce) {
    insertCredit(tx, { currency, amount, detail })
    addTask(tx, { dueMs: nextRun(currency, atMs), kind: 'run', subject: currency })
    return null
  }
  const day = dateAt(currency, atMs)
  const entry = book(tx, {
    currency,
    amount,
    detail,
    direction: 'CRDT',
    bookedMs: atMs,
    bookedOn: day,
    valueOn: day,
    kind: 'credit',
    payment: null,
  })
  tellEntries(tx, bank, [entry], atMs)
  return entry.ref
}
