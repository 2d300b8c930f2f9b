import { listNameChanges } from '../../../../contract/api/name-changes-staff.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import { route, type Route } from '../../../platform/http/route.ts'
import { wireNameChange } from './name-change.ts'
import type { PersonalParts } from './parts.ts'
import * as queries from './queries.ts'

const maxListed = 100

/** What waits for somebody to compare a name with a document; the decision is an approval of two. */
export function listNameChangesRoute({ db }: PersonalParts): Route {
  return route(listNameChanges, async ({ context }) => {
    const rows = await queries.listOpenNameChanges(db.read, maxListed)
    if (rows.length > 0) context.audit({ details: { found: rows.map(row => row.customer_id) } })
    return {
      data: rows.map(row => ({
        ...wireNameChange(row),
        customer: toTypeId('customer', row.customer_id),
        overdue: row.decide_by <= context.now,
      })),
    }
  })
}
