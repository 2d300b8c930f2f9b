import type { Db } from '../platform/db.ts'
import type { BankRailSlice } from '../slices/bank-rail/index.ts'
import type { FxSlice } from '../slices/fx/index.ts'
import type { PricingSlice } from '../slices/pricing/index.ts'
import type { RecordsSlice } from '../slices/records/index.ts'
import type { Standing } from '../slices/identity/index.ts'

/** What the console's routes are composed of: each from the slice it belongs to. */
export type ConsoleParts = {
  db: Db
  standing: Pick<Standing, 'placeRestriction' | 'lockMoney'>
  pricing: Pick<PricingSlice, 'schedules' | 'replay' | 'noticeDays'>
  fx: Pick<FxSlice, 'desk' | 'replay'>
  /** A transaction's trace as its customer sees it. */
  traceOf: RecordsSlice['traceOf']
  /** Names of members of staff by id; those that do not exist are left out. */
  staffNames: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  /** Under which it is sealed who sent us money. */
  sealKey: Buffer
  calendarEnds: BankRailSlice['calendarEnds']
}
