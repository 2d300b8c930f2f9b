import type { TransactionStatus } from '../../../contract/api/wallet.ts'
import type { WireMoney } from '../../../contract/money.ts'
import { localDay, negated } from '../../lib/format.ts'

/** Whether the money is where it was meant to go. */
export function isDone(status: TransactionStatus): boolean {
  return status === 'completed' || status === 'succeeded' || status === 'paid'
}

/** Whether it ended without any money being moved. */
export function cameToNothing(status: TransactionStatus): boolean {
  return status === 'failed' || status === 'canceled' || status === 'expired'
}

/** Whether the status may still change by itself; `requires_action` waits for the customer, but also expires. */
export function isOpen(status: TransactionStatus): boolean {
  return ['requires_action', 'pending', 'processing', 'in_review', 'in_transit'].includes(status)
}

/** Out is minus, in is plus; what failed moved nothing but shows what it was about. */
export function signedAmount({
  direction,
  amount,
}: {
  direction: 'in' | 'out'
  amount: WireMoney
}): WireMoney {
  return direction === 'out' ? negated(amount) : amount
}

/** Rows in their order, cut where the reader's calendar day changes. */
export function byDay<Row extends { created_at: string }>(
  rows: readonly Row[],
): { day: string; rows: Row[] }[] {
  const days: { day: string; rows: Row[] }[] = []
  for (const row of rows) {
    const day = localDay(new Date(row.created_at))
    const last = days.at(-1)
    if (last?.day === day) last.rows.push(row)
    else days.push({ day, rows: [row] })
  }
  return days
}

export type Period = 'all' | 'today' | 'yesterday' | 'week' | 'month' | 'range'

/** First and last day of a period before `today`, both included; `week` and `month` are the last 7 and 30 days. */
export function daysOf(period: Exclude<Period, 'range'>, today: string): { from?: string; to?: string } {
  switch (period) {
    case 'all':
      return {}
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return { from: shifted(today, -1), to: shifted(today, -1) }
    case 'week':
      return { from: shifted(today, -6), to: today }
    case 'month':
      return { from: shifted(today, -29), to: today }
  }
}

/** Calendar arithmetic in UTC, where every day has 24 hours. */
function shifted(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}
