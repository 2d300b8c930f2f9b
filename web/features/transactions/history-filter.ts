import type { HistorySearch } from './history-search.ts'
import { daysOf } from './present.ts'
import type { HistoryFilter } from './queries.ts'

/** The filter as the API understands it; `today` is the reader's calendar day. */
export function filterOf(
  { period, from, to, min, max, ...others }: HistorySearch,
  today: string,
): HistoryFilter {
  const rest = {
    ...others,
    ...(min ? { min_amount: min } : {}),
    ...(max ? { max_amount: max } : {}),
  }
  if (period === undefined) return rest
  const days =
    period === 'range' ? { ...(from ? { from } : {}), ...(to ? { to } : {}) } : daysOf(period, today)
  return { ...rest, ...days }
}
