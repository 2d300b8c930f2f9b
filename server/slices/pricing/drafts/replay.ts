import { bearersOf, type ChargedOperation } from '../../../../contract/charges.ts'
import type { Currency } from '../../../../contract/money.ts'
import type { Db } from '../../../platform/db.ts'
import type { BusinessDay } from '../business-day.ts'
import { feesFor, sumOf } from '../fees.ts'
import { exceededBy, usageKey, type Charge } from '../limits.ts'
import { nothingUsed, usageAt, withoutUse, withUse, type LimitUsage } from '../usage.ts'
import type { Rules } from './queries.ts'
import { readCharges, type BookedCharge } from './queries-replay.ts'

/** What the last 30 days would have been under other rules, of one operation in one currency; minor units. */
export type ReplayLine = {
  operation: ChargedOperation
  currency: Currency
  count: number
  moved: bigint
  incomeBefore: bigint
  incomeAfter: bigint
  refused: number
  refusedCustomers: number
}

/** Rules by which the book is decided once more; mark-ups are replayed where exchanges are kept. */
export type Replayed = Exclude<Rules, { kind: 'markups' }> & { startsAt: Date | null }

const dayMs = 24 * 60 * 60_000
const replayedMs = 30 * dayMs
/** Limits of a month count from its first day: what was moved before the replayed time is counted, not reported. */
const warmUpMs = 31 * dayMs
const perRead = 5_000

type Tally = Omit<ReplayLine, 'refusedCustomers'> & { customers: Set<string> }

/**
 * Decides every movement of the last 30 days once more, in its order, by these rules. Prices are taken as on the day
 * the rules are to start, so that a rule which begins later counts. A movement that would have been refused by a limit
 * uses none of it and pays nothing; what its customer would have done instead nobody knows. What came to nothing counted
 * against limits while it lasted, and is in no line: nothing was moved and no fee was kept.
 */
export async function replay(
  { db, today }: { db: Db; today: (at: Date) => BusinessDay },
  schedule: Replayed,
  now: Date,
): Promise<{ from: Date; to: Date; lines: ReplayLine[] }> {
  const from = new Date(now.getTime() - replayedMs)
  const tallies = new Map<string, Tally>()
  const usages = new Map<string, LimitUsage>()
  const refused = new Set<string>()
  let position = 0n
  for (;;) {
    const rows = await readCharges(db.read, {
      after: position,
      since: new Date(from.getTime() - warmUpMs),
      until: now,
      limit: perRead,
    })
    for (const row of rows) replayOne(schedule, row, { tallies, usages, refused, from, today: today(row.at) })
    const last = rows.at(-1)
    if (!last || rows.length < perRead) break
    position = last.position
  }
  return { from, to: now, lines: Array.from(tallies.values(), lineOf) }
}

type State = {
  tallies: Map<string, Tally>
  usages: Map<string, LimitUsage>
  /** What came to nothing and would not even have begun: its release gives nothing back. */
  refused: Set<string>
  from: Date
  today: BusinessDay
}

function replayOne(schedule: Replayed, row: BookedCharge, state: State): void {
  const key = usageKey({ ...row, currency: row.amount.currency })
  const stored = state.usages.get(key)
  if (row.entry === 'release') {
    const began = !state.refused.delete(row.subject)
    if (stored && began) state.usages.set(key, withoutUse(stored, row.amount.minor, row))
    return
  }
  const charge: Charge = { ...row, lines: [], today: state.today }
  const before = stored
    ? usageAt(stored, state.today, row.at)
    : nothingUsed({ ...row, currency: row.amount.currency }, state.today)
  const isRefused =
    schedule.kind === 'limits' && exceededBy({ rules: schedule.rules }, before, charge) !== undefined
  if (!isRefused) state.usages.set(key, withUse(before, row.amount.minor, row.at))
  else if (row.cameToNothing) state.refused.add(row.subject)
  if (row.at < state.from || row.entry === 'carried' || row.cameToNothing) return
  if (schedule.kind === 'fees' && bearersOf[row.operation].length === 0) return
  const tally = tallyOf(state.tallies, row)
  tally.count += 1
  tally.moved += row.amount.minor
  tally.incomeBefore += row.fee
  tally.incomeAfter += isRefused ? 0n : feeUnder(schedule, row)
  if (!isRefused) return
  tally.refused += 1
  tally.customers.add(row.customerId)
}

function feeUnder(schedule: Replayed, row: BookedCharge): bigint {
  if (schedule.kind === 'limits') return row.fee
  const at = schedule.startsAt ?? row.at
  const lines = feesFor({ version: 0, startsAt: at, rules: schedule.rules }, { ...row, at })
  return sumOf(lines, row.amount.currency).minor
}

function tallyOf(tallies: Map<string, Tally>, { operation, amount: { currency } }: BookedCharge): Tally {
  const key = `${operation} ${currency}`
  const found = tallies.get(key)
  if (found) return found
  const begun: Tally = {
    operation,
    currency,
    count: 0,
    moved: 0n,
    incomeBefore: 0n,
    incomeAfter: 0n,
    refused: 0,
    customers: new Set(),
  }
  tallies.set(key, begun)
  return begun
}

function lineOf({ customers, ...tally }: Tally): ReplayLine {
  return { ...tally, refusedCustomers: customers.size }
}
