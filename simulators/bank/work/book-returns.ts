import type { Tx } from '../../shared/queries-store.ts'
import type { Bank } from '../bank.ts'
import { dateAt } from '../days.ts'
import { book, type Entry } from '../store/queries-books.ts'
import { movePayment, type Payment } from '../store/queries-payments.ts'
import { tellEntries } from './tell-entries.ts'

/** Money that was sent comes back in full; what is no longer out does not come back a second time. */
export function bookReturns(
  tx: Tx,
  bank: Bank,
  returns: readonly { payment: Payment; reason: string }[],
  atMs: number,
): void {
  const entries = returns.flatMap(({ payment, reason }): Entry[] => {
    if (!movePayment(tx, payment.seq, ['executed'], { state: 'returned', reason })) return []
    const day = dateAt(payment.currency, atMs)
    return [
      book(tx, {
        currency: payment.currency,
        direction: 'CRDT',
        amount: payment.amount,
        bookedMs: atMs,
        bookedOn: day,
        valueOn: day,
        kind: 'return',
        payment: payment.seq,
        detail: {
          endToEnd: payment.endToEnd,
          instruction: payment.instruction,
          party: { name: payment.creditorName, account: payment.creditorAccount, bic: null },
          remittance: payment.remittance,
          reason,
          noNotice: bank.faults.entries('lost_notice', `return of ${payment.endToEnd}`),
        },
      }),
    ]
  })
  tellEntries(tx, bank, entries, atMs)
}
