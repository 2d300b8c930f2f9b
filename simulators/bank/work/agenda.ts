import { createAlarm } from '../../shared/alarm.ts'
import { inTransaction, type Tx } from '../../shared/queries-store.ts'
import type { Bank } from '../bank.ts'
import { deleteTask, findDueTask, nextTask, type Task } from '../store/queries-agenda.ts'
import { readCurrency } from '../store/queries-books.ts'
import { findFileToPublish, markPublished, nextPublication } from '../store/queries-files.ts'
import { getPayment } from '../store/queries-payments.ts'
import { bookReturns } from './book-returns.ts'
import { closeDay } from './close-day.ts'
import { answerRecall } from './recall.ts'
import { run } from './run.ts'
import { takeFiles } from './take-files.ts'

export type Agenda = {
  /** Begins to look, soon; looks again when it is already looking. */
  wake: () => void
  /** Resolves when nothing that is due is left undone. */
  settled: () => Promise<void>
  stop: () => Promise<void>
}

function doTask(tx: Tx, bank: Bank, { kind, subject, dueMs }: Task): void {
  switch (kind) {
    case 'run':
      run(tx, bank, readCurrency(subject), dueMs)
      return
    case 'close_day':
      closeDay(tx, bank, readCurrency(subject), dueMs)
      return
    case 'answer_recall':
      answerRecall(tx, bank, subject, dueMs)
      return
    case 'return': {
      const [payment = '', reason = ''] = subject.split(' ')
      bookReturns(tx, bank, [{ payment: getPayment(tx, Number(payment)), reason }], dueMs)
    }
  }
}

/** One thing that is due, in the order of the bank's time: everything has the time it was due, not the time it was done. */
function doNext(bank: Bank): boolean {
  const nowMs = bank.clock.now()
  const task = findDueTask(bank.db, nowMs)
  if (task) {
    inTransaction(bank.db, tx => {
      doTask(tx, bank, task)
      deleteTask(tx, task.seq)
    })
    return true
  }
  const file = findFileToPublish(bank.db, nowMs)
  if (!file) return false
  // A death between the two lines writes the same file again, as banks do.
  bank.folders.publish(file.name, file.content ?? '')
  inTransaction(bank.db, tx => markPublished(tx, file.seq))
  return true
}

/** Lets time pass for the bank: takes files, does what is due, publishes, and sleeps until the next is due. */
export function createAgenda(bank: Bank, onFailure: (error: unknown) => void): Agenda {
  const state: { working: Promise<void> | undefined; again: boolean } = { working: undefined, again: false }
  const stopping = new AbortController()
  const alarm = createAlarm(bank.clock, wake)

  async function work(): Promise<void> {
    do {
      state.again = false
      takeFiles(bank)
      while (!stopping.signal.aborted && doNext(bank)) {
        // The file server and the steering answer in between: a jump of the clock may be a month of work.
        await new Promise(resolve => setImmediate(resolve))
      }
    } while (state.again && !stopping.signal.aborted)
    const times = [nextTask(bank.db), nextPublication(bank.db)].filter(time => time !== null)
    if (!stopping.signal.aborted) alarm.setFor(times.length === 0 ? null : Math.min(...times))
  }

  function wake(): void {
    if (stopping.signal.aborted) return
    state.again = true
    state.working ??= work()
      .catch(onFailure)
      .finally(() => {
        state.working = undefined
        if (state.again) wake()
      })
  }

  return {
    wake,
    async settled() {
      wake()
      while (state.working) await state.working
    },
    async stop() {
      stopping.abort()
      alarm.clear()
      await state.working
    },
  }
}
