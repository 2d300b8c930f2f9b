import type { Clock } from '../shared/clock.ts'
import type { FaultSwitch } from './faults.ts'
import type { AcquirerSettings } from './settings.ts'
import type { ReadDb } from '../shared/queries-store.ts'

/** Everything an operation of the simulator may need, composed once in `start.ts`. */
export type Acquirer = {
  readonly settings: AcquirerSettings
  readonly db: ReadDb
  readonly clock: Clock
  readonly faults: FaultSwitch
  /** Base address of the hosted pages, known once the server listens. */
  readonly publicUrl: () => string
  /** Aborted when the simulator stops: whoever waits for something else gives up. */
  readonly stopping: AbortSignal
  /** Looks again for deliveries, expiries and settlements that are due. Call it after a commit or a change of time. */
  readonly wake: () => void
  /** Delivers these events now and waits until each was attempted. Never throws. */
  readonly deliverNow: (events: readonly string[]) => Promise<void>
}
