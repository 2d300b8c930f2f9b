import type pg from 'pg'
import { insertJobs, type PlannedJob } from '../../platform/jobs.ts'
import type { PaymentOrder } from './order.ts'

/** Jobs as decisions plan them; what they do is said in `jobs.ts`. At most one of each waits. */
export const jobNames = {
  exchange: 'bank_rail.exchange',
  tell: 'bank_rail.tell',
  ask: 'bank_rail.ask_incoming',
} as const

/** The next minute brings the next one. */
export const jobAttempts = 3

export function plannedJob(name: keyof typeof jobNames, runAt?: Date): PlannedJob {
  return {
    name: jobNames[name],
    payload: {},
    maxAttempts: jobAttempts,
    runAt,
    key: jobNames[name],
  }
}

/** Has clients told once this transaction has committed, if there is anything to tell. */
export async function queueTelling(client: pg.ClientBase, orders: readonly PaymentOrder[]): Promise<void> {
  if (orders.some(order => order.newSteps.some(step => step.news)))
    await client.query(insertJobs([plannedJob('tell')]))
}
