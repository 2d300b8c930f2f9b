import type { ReadDb } from '../../shared/queries-store.ts'
import { BEHAVIOURS, fateOfBehaviour, fateOfTestAccount, type Fate } from '../accounts.ts'
import type { Bank } from '../bank.ts'
import { findKnownAccount } from '../store/queries-agenda.ts'
import type { Payment } from '../store/queries-payments.ts'

/** What becomes of a payment by the account it goes to: steered, a test account, or by the faults. */
export function fateOf(db: ReadDb, bank: Bank, payment: Payment): Fate {
  const known = findKnownAccount(db, payment.creditorAccount)
  const behaviour = BEHAVIOURS.find(each => each === known?.behaviour)
  const fate =
    known && behaviour
      ? fateOfBehaviour(behaviour, known.reason, known.returnAfterDays)
      : fateOfTestAccount(payment.creditorAccount)
  if (fate.kind !== 'paid' || fate.recall === 'refused') return fate
  return { kind: 'paid', recall: bank.faults.recallRefused(payment.endToEnd) ? 'refused' : 'asked' }
}
