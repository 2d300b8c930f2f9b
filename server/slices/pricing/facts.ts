import { assertInvariant } from '../../platform/errors.ts'
import { need, type FactRequest, type FactSource, type View } from '../ledger/index.ts'
import * as queries from './queries.ts'
import { schedulesAt, type ScheduleBook, type Schedules } from './schedules.ts'
import type { LimitUsage } from './usage.ts'

/** The only key of `schedulesFact`. */
export const active = 'active'

/**
 * The fee and limit schedules that hold or are to come, read in the transaction of the decision. Schedules never
 * change once published, so after the first time on a connection only the two last version numbers are read.
 */
export const schedulesFact: FactSource<ScheduleBook> = {
  name: 'pricing.schedules',
  async read(client) {
    const versions = await queries.lastVersions(client)
    const known = remembered.get(client)
    if (known?.versions.fees === versions.fees && known.versions.limits === versions.limits)
      return new Map([[active, known.book]])
    const book = await queries.readBook(client)
    remembered.set(client, { versions, book })
    return new Map([[active, book]])
  },
}

/** By connection, because another one may lead to another database, with other schedules under the same numbers. */
const remembered = new WeakMap<object, { versions: queries.Versions; book: ScheduleBook }>()

export function needSchedules(): FactRequest {
  return need(schedulesFact, active)
}

/** The schedules a decision goes by: those valid at its own time, whenever it comes to be made. */
export function schedulesIn(view: View, now: Date): Schedules {
  const book = view.fact(schedulesFact, active)
  assertInvariant(book !== undefined, 'no schedule was ever published')
  return schedulesAt(book, now)
}

/** What a customer has used of their limits; guarded by the lock on that customer's balance. */
export const limitUsageFact: FactSource<LimitUsage> = {
  name: 'pricing.limit_usage',
  read(client, keys) {
    return queries.readUsage(client, keys.map(parseKey))
  },
  write: changed => [queries.writeUsage(Array.from(changed.values()))],
}

function parseKey(key: string): { customerId: string; operation: string; currency: string } {
  const [customerId = '', operation = '', currency = ''] = key.split('/')
  assertInvariant(Boolean(customerId && operation && currency), `malformed limit key ${key}`)
  return { customerId, operation, currency }
}
