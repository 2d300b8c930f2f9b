/** The operator's calendar day in which limits count, and when the next one begins. */
export type BusinessDay = { day: string; endsAt: Date }

/** Days begin at midnight in the operator's time zone; daylight saving makes some of 23 or 25 hours. */
export function businessDayOf(now: Date, timeZone: string): BusinessDay {
  const zoned = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  const tomorrow = zoned.toPlainDate().add({ days: 1 }).toZonedDateTime(timeZone)
  return { day: zoned.toPlainDate().toString(), endsAt: new Date(tomorrow.epochMilliseconds) }
}

/** The same, computed once a day: the hot path asks thousands of times a second. */
export function createBusinessCalendar(timeZone: string): (now: Date) => BusinessDay {
  let current: BusinessDay & { startsAt: number } = { day: '', endsAt: new Date(0), startsAt: 0 }
  return now => {
    if (now.getTime() < current.startsAt || now >= current.endsAt) {
      const day = businessDayOf(now, timeZone)
      const startsAt = Temporal.PlainDate.from(day.day).toZonedDateTime(timeZone).epochMilliseconds
      current = { ...day, startsAt }
    }
    return current
  }
}
