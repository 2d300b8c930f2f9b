import type { Currency } from '../../../contract/money.ts'
import type { Tx } from '../../shared/queries-store.ts'
import type { Bank } from '../bank.ts'
import { closeOf, dateAt, firstMomentOf, nextBankingDay } from '../days.ts'
import { addTask } from '../store/queries-agenda.ts'
import {
  insertStatement,
  lastStatement,
  listEntriesOfAccount,
  type StatementRecord,
} from '../store/queries-books.ts'
import { writeStatement } from '../tell/camt053.ts'
import { sendFile, split } from './send-file.ts'

/**
 * The statement of a banking day: it opens with what the last one closed with, and closes with that and the day's
 * entries. The balance of the last entry must say the same, or the books are wrong and the bank stops.
 */
export function closeDay(tx: Tx, bank: Bank, currency: Currency, atMs: number): void {
  const day = dateAt(currency, atMs)
  const before = lastStatement(tx, currency)
  const entries = listEntriesOfAccount(tx, currency, before?.lastEntry ?? 0)
  const opening = before?.closing ?? 0n
  const closing = entries.reduce(
    (sum, { direction, amount }) => (direction === 'CRDT' ? sum + amount : sum - amount),
    opening,
  )
  const last = entries.at(-1)
  if (last && last.balanceAfter !== closing)
    throw new Error(
      `the statement of ${day} closes with ${closing} ${currency}, the books with ${last.balanceAfter}`,
    )
  const statement: StatementRecord = {
    currency,
    number: (before?.number ?? 0) + 1,
    day,
    opening,
    closing,
    lastEntry: last?.seq ?? before?.lastEntry ?? 0,
  }
  insertStatement(tx, statement)
  const pages = split(bank, `statement ${currency} ${day}`, entries)
  for (const [index, page] of pages.entries())
    sendFile(tx, bank, {
      kind: 'camt.053',
      atMs,
      write: messageId =>
        writeStatement({
          messageId,
          at: new Date(atMs),
          statement,
          number: index + 1,
          isLast: index === pages.length - 1,
          from: new Date(firstMomentOf(currency, day)),
          until: new Date(atMs),
          entries: page,
        }),
    })
  planClose(tx, currency, nextBankingDay(currency, day))
}

export function planClose(tx: Tx, currency: Currency, day: string): void {
  addTask(tx, { dueMs: closeOf(currency, day), kind: 'close_day', subject: currency })
}
