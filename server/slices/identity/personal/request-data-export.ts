import * as contract from '../../../../contract/api/personal.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { newId } from '../../../platform/id.ts'
import { addJob } from '../../../platform/jobs.ts'
import { wireExport } from './data-export.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries-export.ts'

/** Asks for a copy of one's data (GDPR, articles 15 and 20); asked again while one is made, it is that one. */
export function requestDataExportRoute(parts: PersonalParts): Route {
  return route(contract.requestDataExport, async ({ context }) => {
    const { customerId } = context.principal
    const { now } = context
    const row = await parts.db.transaction(async tx => {
      const wanted = await queries.beginExport(tx, { id: newId(), customerId, now })
      if (wanted.begun) await addJob(tx, parts.makeExport, { dataExport: wanted.row.id })
      return wanted.row
    })
    context.audit({ subject: customerId })
    return wireExport(row, now)
  })
}
