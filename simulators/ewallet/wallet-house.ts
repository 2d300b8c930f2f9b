import type { Clock } from '../shared/clock.ts'
import type { ReadDb } from '../shared/queries-store.ts'
import type { FaultSwitch } from './faults.ts'
import type { EwalletSettings } from './settings.ts'

/** The running simulator, as its parts see it. */
export type WalletHouse = {
  readonly settings: EwalletSettings
  readonly db: ReadDb
  readonly clock: Clock
  readonly faults: FaultSwitch
  readonly stopping: AbortSignal
  /** Base of the pages as a browser reaches them. */
  readonly publicUrl: () => string
  /** Something may be due: looks at payments and notifications. */
  readonly wake: () => void
}
