import { listBankCalendars } from '../../../contract/api/finance.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { FinanceParts } from './parts.ts'

export function listBankCalendarsRoute({ calendarEnds }: Pick<FinanceParts, 'calendarEnds'>): Route {
  return route(listBankCalendars, () =>
    Promise.resolve({
      data: calendarEnds().map(({ currency, knownUntil, daysLeft, state }) => ({
        currency,
        known_until: knownUntil,
        days_left: daysLeft,
        state,
      })),
    }),
  )
}
