import type { ChargedOperation, ChargeMethod } from '../../../contract/charges.ts'
import type { CustomerLevel } from '../../../contract/levels.ts'
import type { Money } from '../../../contract/money.ts'
import type { RowSink } from '../ledger/index.ts'
import * as queries from './queries-charges.ts'
import type { CountedInterval } from './usage.ts'

/** `use`: it was decided; `release`: it came to nothing; `late_use`: it came about all the same. */
export const chargeEntries = ['use', 'release', 'late_use'] as const
export type ChargeEntry = (typeof chargeEntries)[number]

/**
 * What a decision charged and counted, and by which versions: the book that proves no limit was exceeded at any
 * instant, and that is replayed under a draft. Versions and level are null for a release, which prices nothing.
 */
export type ChargeRow = {
  subject: string
  entry: ChargeEntry
  customerId: string
  operation: ChargedOperation
  method: ChargeMethod | null
  payerRegion: string | null
  payeeRegion: string | null
  level: CustomerLevel | null
  amount: Money
  fee: Money
  feeVersion: number | null
  limitVersion: number | null
  /** The operator's day it was counted in. */
  day: string
  limits: Readonly<Partial<Record<CountedInterval, bigint>>>
  /** For a release the time of the use it takes back: from then on it counts no more. */
  at: Date
}

export const chargeRows: RowSink<ChargeRow> = {
  name: 'pricing.charges',
  insert: rows => [queries.insertCharges(rows)],
}
