/** A calendar month in a time zone. */
export type Month = { period: string; from: Date; to: Date }

/** After the end of a month its last decisions may still be on their way to the books: seconds, never minutes. */
const settlingMs = 10 * 60_000

/** Where the next month begins: at the month of the first booking, or where the last statement ended. */
export type Begin = { first: Date } | { after: string; until: Date }

/**
 * The months from there to the last one that is over at `now`, in order. The one after a statement is told by its name
 * and begins at its very end: when the operator's time zone is changed, no month is told twice and no hour left out.
 */
export function monthsOver(begin: Begin, now: Date, timeZone: string): Month[] {
  const months: Month[] = []
  let month = 'first' in begin ? monthOf(begin.first, timeZone) : monthAfter(begin.after)
  let from = 'first' in begin ? startOf(month, timeZone) : begin.until
  for (;;) {
    const next = month.add({ months: 1 })
    const to = startOf(next, timeZone)
    if (to.getTime() + settlingMs > now.getTime()) return months
    months.push({ period: month.toString(), from, to })
    month = next
    from = to
  }
}

function monthOf(at: Date, timeZone: string): Temporal.PlainYearMonth {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime())
  return instant.toZonedDateTimeISO(timeZone).toPlainDate().toPlainYearMonth()
}

function monthAfter(period: string): Temporal.PlainYearMonth {
  return Temporal.PlainYearMonth.from(period).add({ months: 1 })
}

function startOf(month: Temporal.PlainYearMonth, timeZone: string): Date {
  return new Date(month.toPlainDate({ day: 1 }).toZonedDateTime(timeZone).epochMilliseconds)
}
