import type { TestClock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { advanceJobs } from '../platform/jobs.ts'
import { listen } from '../platform/listen.ts'
import type { Logger } from '../platform/log.ts'
import * as queries from './queries.ts'

export type SharedClock = {
  /** Moves the clocks of all processes forward and lets what becomes due run; resolves to the new time. */
  advance(milliseconds: number): Promise<Date>
  stop(): Promise<void>
}

export type SharedClockOptions = {
  db: Db
  clock: TestClock
  log: Logger
  /**
   * Moves the clocks of simulated counterparties; called with the new offset before ours moves, so that whoever asks
   * them because time has passed hears what has become of things by then. Rejects when they cannot be moved.
   */
  moveCounterparties?: ((offsetMs: number) => Promise<void>) | undefined
}

/** Ties this process's test clock to the one in the database, which all processes share and which outlives them. */
export async function shareClock({
  db,
  clock,
  log,
  moveCounterparties = () => Promise.resolve(),
}: SharedClockOptions): Promise<SharedClock> {
  const catchUp = async () => clock.setOffset(await queries.readClockOffset(db))
  await catchUp()
  const listening = listen({
    db,
    name: 'okpay test clock',
    channel: 'okpay_test_clock',
    log,
    onConnected: catchUp,
    onNotification: offset => clock.setOffset(Number(offset)),
  })
  return {
    async advance(milliseconds) {
      await moveCounterparties(clock.offsetMs() + milliseconds)
      const offset = await db.transaction(async tx => {
        const moved = await queries.advanceClock(tx, milliseconds)
        await advanceJobs(tx, milliseconds)
        return moved
      })
      clock.setOffset(offset)
      return clock.now()
    },
    stop: () => listening.stop(),
  }
}
