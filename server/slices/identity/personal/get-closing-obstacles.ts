import * as contract from '../../../../contract/api/account-closing.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { openItems } from './closing.ts'
import type { PersonalParts } from './parts.ts'
import { coolingOffDays, recordsKeptYears } from './times.ts'

/** What would be in the way now; nothing is promised by it, the closing looks again under its locks. */
export function getClosingObstaclesRoute(parts: PersonalParts): Route {
  return route(contract.getClosingObstacles, async ({ context }) => ({
    open_items: await openItems(parts.db.read, parts, context.principal.customerId),
    cooling_off_days: coolingOffDays,
    records_kept_years: recordsKeptYears,
  }))
}
