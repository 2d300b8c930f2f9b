import type { Rhythm } from '../../../../contract/api/scheduled-transfers.ts'

/** When a scheduled transfer runs: ISO dates where the customer lives. */
export type Timetable = {
  rhythm: Rhythm
  /** The first day; the weekday of a weekly one, the day of the month of a monthly one. */
  startsOn: string
  /** The last day on which it may run. */
  untilOn: string | null
  /** How many runs in all. */
  count: number | null
  timeZone: string
}

/** Runs are made in the morning: late enough that somebody is up to read the notice, early enough to pay that day. */
const runAt = '09:00'

/**
 * The day of an occurrence, counted from 0, or null where there is none. Counted from the first day and not from the one
 * before, so that a transfer of the 31st goes back to the 31st after a month that ends earlier.
 */
export function dayOf(table: Timetable, occurrence: number): string | null {
  const first = Temporal.PlainDate.from(table.startsOn)
  if (table.rhythm === 'once') return occurrence === 0 ? table.startsOn : null
  const passed = table.rhythm === 'weekly' ? { weeks: occurrence } : { months: occurrence }
  // A month without such a day: its last (`constrain`).
  const day = first.add(passed, { overflow: 'constrain' }).toString()
  return table.untilOn !== null && day > table.untilOn ? null : day
}

/**
 * The instant of a run: nine in the morning of that day where the customer lives, in summer and in winter. An hour that
 * the clocks leave out begins when they go on again (`compatible`, as in RFC 5545).
 */
export function instantOf(day: string, timeZone: string): Date {
  const zoned = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: runAt })
  return new Date(zoned.epochMilliseconds)
}

/** The day it is for somebody there. */
export function todayIn(timeZone: string, now: Date): string {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
}

export type Due = { occurrence: number; on: string; at: Date }

/** An occurrence with its day and instant, or null where the timetable has ended. */
export function dueAt(table: Timetable, occurrence: number): Due | null {
  const on = dayOf(table, occurrence)
  return on === null ? null : { occurrence, on, at: instantOf(on, table.timeZone) }
}

/** The first occurrence from this one on whose time is still to come. */
export function nextAfter(table: Timetable, from: number, now: Date): Due | null {
  for (let occurrence = from; ; occurrence += 1) {
    const due = dueAt(table, occurrence)
    if (due === null || due.at > now) return due
  }
}

/** What is to come, at most `limit`; `made` is how many runs there were. */
export function upcoming(
  table: Timetable,
  next: number,
  { made, limit }: { made: number; limit: number },
): Due[] {
  const left = table.count === null ? limit : Math.min(limit, table.count - made)
  const days: Due[] = []
  for (let occurrence = next; days.length < left; occurrence += 1) {
    const due = dueAt(table, occurrence)
    if (due === null) break
    days.push(due)
  }
  return days
}
