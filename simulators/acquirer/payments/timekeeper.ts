import type { Acquirer } from '../acquirer.ts'
import { createAlarm } from '../../shared/alarm.ts'
import { inTransaction } from '../../shared/queries-store.ts'
import { findNextSettlement, listPaymentsToSettle } from '../store/queries-payments.ts'
import { findNextExpiry } from '../store/queries-sessions.ts'
import { expireAllDue } from './expire.ts'
import { settle } from './settle.ts'

export type Timekeeper = { wake: () => void; stop: () => void }

/** Lets time pass for sessions and late payments: expires and settles what is due, then sleeps until the next is. */
export function createTimekeeper(acquirer: Acquirer, afterChange: () => void): Timekeeper {
  let stopped = false
  const alarm = createAlarm(acquirer.clock, wake)

  function wake(): void {
    if (stopped) return
    const settled = inTransaction(acquirer.db, tx => {
      const due = listPaymentsToSettle(tx, acquirer.clock.now())
      for (const id of due) settle(tx, acquirer, id, null)
      return due.length > 0
    })
    const expired = inTransaction(acquirer.db, tx => expireAllDue(tx, acquirer))
    if (settled || expired) afterChange()
    const expiryS = findNextExpiry(acquirer.db)
    const times = [expiryS === null ? null : expiryS * 1000, findNextSettlement(acquirer.db)]
    const upcoming = times.filter(time => time !== null)
    alarm.setFor(upcoming.length === 0 ? null : Math.min(...upcoming))
  }

  return {
    wake,
    stop() {
      stopped = true
      alarm.clear()
    },
  }
}
