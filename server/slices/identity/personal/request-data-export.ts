import * as contract from '../../../../contract/api/personal.ts'
import { DomainError } from '../../../platform/errors.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { addJob } from '../../../platform/jobs.ts'
import { secondsUntil } from '../throttle.ts'
import { wireExport } from './data-export.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries-export.ts'

/** Each reads everything there is of somebody and is kept for a week: more in a day are made for nobody's use. */
const maxPerDay = 5
const dayMs = 24 * 60 * 60_000

/** Asks for a copy of one's data (GDPR, articles 15 and 20); asked again while one is made, it is that one. */
export function requestDataExportRoute(parts: PersonalParts): Route {
  return route(contract.requestDataExport, async ({ context }) => {
    const { customerId } = context.principal
    const { now } = context
    const row = await parts.db.transaction(async tx => {
      const since = new Date(now.getTime() - dayMs)
      const [oldest, ...others] = await queries.exportsSince(tx, { customerId, since })
      const wanted = await queries.beginExport(tx, { id: newId(), customerId, now })
      if (!wanted.begun) return wanted.row
      if (oldest && others.length + 1 >= maxPerDay)
        throw new DomainError('rate_limited', {
          retryAfterSeconds: secondsUntil(new Date(oldest.getTime() + dayMs), now),
        })
      await addJob(tx, parts.makeExport, { dataExport: wanted.row.id })
      return wanted.row
    })
    context.audit({ subject: customerId })
    return wireExport(row, now)
  })
}
