import type { Tx } from '../../shared/queries-store.ts'
import type { Bank } from '../bank.ts'
import type { Entry } from '../store/queries-books.ts'
import { writeNotice } from '../tell/camt054.ts'
import { sendFile, split } from './send-file.ts'

/** Notices of entries just booked, an account at a time; what a fault keeps quiet only the statement tells. */
export function tellEntries(tx: Tx, bank: Bank, entries: readonly Entry[], atMs: number): void {
  const told = entries.filter(entry => !entry.detail.noNotice)
  for (const [currency, ofAccount] of Map.groupBy(told, entry => entry.currency)) {
    const subject = ofAccount[0]?.ref ?? ''
    const tell = (some: readonly Entry[]) =>
      sendFile(tx, bank, {
        kind: 'camt.054',
        atMs,
        write: messageId => writeNotice({ messageId, at: new Date(atMs), currency, entries: some }),
      })
    for (const part of split(bank, subject, ofAccount)) tell(part)
    if (bank.faults.entries('repeat', subject)) tell(ofAccount)
  }
}
