import type { Db } from '../../platform/db.ts'
import type { BankRailSlice } from '../../slices/bank-rail/index.ts'

/** What the finance desk's routes are composed of. */
export type FinanceParts = {
  db: Db
  /** Names of members of staff by id; those that do not exist are left out. */
  staffNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** Under which it is sealed who sent us money. */
  sealKey: Buffer
  calendarEnds: BankRailSlice['calendarEnds']
}
