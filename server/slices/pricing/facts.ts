import { assertInvariant } from '../../platform/errors.ts'
import type { FactSource } from '../ledger/index.ts'
import * as queries from './queries.ts'
import type { Schedules } from './schedules.ts'

/** The only key of `schedulesFact`. */
export const active = 'active'

/**
 * The fee and limit schedules in force, read in the transaction of the decision. Schedules never change once
 * published, so after the first time on a connection only the two version numbers are read.
 */
export const schedulesFact: FactSource<Schedules> = {
  name: 'pricing.schedules',
  async read(client) {
    const versions = await queries.activeVersions(client)
    const known = remembered.get(client)
    if (known?.fees.version === versions.fees && known.limits.version === versions.limits)
      return new Map([[active, known]])
    const schedules = await queries.readSchedules(client, versions)
    remembered.set(client, schedules)
    return new Map([[active, schedules]])
  },
}

/** By connection, because another one may lead to another database, with other schedules under the same numbers. */
const remembered = new WeakMap<object, Schedules>()

/** How much of a daily limit a customer has used; guarded by the lock on that customer's balance. */
export const limitUsageFact: FactSource<queries.LimitUsage> = {
  name: 'pricing.limit_usage',
  read(client, keys) {
    return queries.readUsage(client, keys.map(parseKey))
  },
  write(client, changed) {
    return queries.writeUsage(client, Array.from(changed.values()))
  },
}

function parseKey(key: string): { customerId: string; operation: string; currency: string; day: string } {
  const [customerId = '', operation = '', currency = '', day = ''] = key.split('/')
  assertInvariant(Boolean(customerId && operation && currency && day), `malformed limit key ${key}`)
  return { customerId, operation, currency, day }
}
