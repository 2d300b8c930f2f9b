import type { Clock } from '../shared/clock.ts'
import type { ReadDb } from '../shared/queries-store.ts'
import type { FaultSwitch } from './faults.ts'
import type { Folders } from './folders.ts'
import type { BankSettings } from './settings.ts'

/** Everything an operation of the simulator may need, composed once in `start.ts`. */
export type Bank = {
  readonly settings: BankSettings
  readonly db: ReadDb
  readonly clock: Clock
  readonly faults: FaultSwitch
  readonly folders: Folders
  /** Looks again for files, and for work that is due. Call it after a commit or a change of time. */
  readonly wake: () => void
  /** Ends every connection to the file server, as an outage does. */
  readonly cutOff: () => void
}
