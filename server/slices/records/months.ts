/** A calendar month in a time zone. */
export type Month = { period: string; from: Date; to: Date }

/** After the end of a month its last decisions may still be on their way to the books: seconds, never minutes. */
const settlingMs = 10 * 60_000

/** The months from the one of `first` to the last one that is over at `now`, in order. */
export function monthsOver(first: Date, now: Date, timeZone: string): Month[] {
  const months: Month[] = []
  let month = Temporal.Instant.fromEpochMilliseconds(first.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toPlainYearMonth()
  for (;;) {
    const next = month.add({ months: 1 })
    const to = startOf(next, timeZone)
    if (to.getTime() + settlingMs > now.getTime()) return months
    months.push({ period: month.toString(), from: startOf(month, timeZone), to })
    month = next
  }
}

function startOf(month: Temporal.PlainYearMonth, timeZone: string): Date {
  return new Date(month.toPlainDate({ day: 1 }).toZonedDateTime(timeZone).epochMilliseconds)
}
