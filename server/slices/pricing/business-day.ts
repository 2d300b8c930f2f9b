/** The operator's calendar periods in which limits count, each with the instant at which the next one begins. */
export type BusinessDay = {
  /** ISO date. */
  day: string
  endsAt: Date
  weekEndsAt: Date
  monthEndsAt: Date
}

/** Days begin at midnight in the operator's time zone; daylight saving makes some of 23 or 25 hours. */
export function businessDayOf(now: Date, timeZone: string): BusinessDay {
  const zoned = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  const today = zoned.toPlainDate()
  const startOf = (date: Temporal.PlainDate): Date =>
    new Date(date.toZonedDateTime(timeZone).epochMilliseconds)
  return {
    day: today.toString(),
    endsAt: startOf(today.add({ days: 1 })),
    weekEndsAt: startOf(today.add({ days: 8 - today.dayOfWeek })),
    monthEndsAt: startOf(today.with({ day: 1 }).add({ months: 1 })),
  }
}

/** The same, computed once a day: the hot path asks thousands of times a second. */
export function createBusinessCalendar(timeZone: string): (now: Date) => BusinessDay {
  let current: { today: BusinessDay; startsAt: number } | undefined
  return now => {
    if (!current || now.getTime() < current.startsAt || now >= current.today.endsAt) {
      const today = businessDayOf(now, timeZone)
      const startsAt = Temporal.PlainDate.from(today.day).toZonedDateTime(timeZone).epochMilliseconds
      current = { today, startsAt }
    }
    return current.today
  }
}

const dayMs = 86_400_000

/** Which week an ISO date is in, counted from that of 1970-01-01; weeks begin on Monday (ISO 8601). */
export function weekOf(day: string): number {
  // That Thursday was the fourth day of its week.
  return Math.floor((Date.parse(day) / dayMs + 3) / 7)
}

/** The month of an ISO date, `2026-05`. */
export function monthOf(day: string): string {
  return day.slice(0, 7)
}
