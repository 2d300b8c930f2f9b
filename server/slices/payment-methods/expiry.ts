import { z } from 'zod'
import { toTypeId } from '../../../contract/ids.ts'
import { defineJob, type Cron, type Job } from '../../platform/jobs.ts'
import { appendEvents } from '../../platform/outbox.ts'
import type { PaymentMethodsDeps } from './deps.ts'
import * as queries from './queries-expiry.ts'

/** How many methods one transaction looks at. */
const batch = 500

/**
 * Says 30 and 7 days before the last good day of a card or an agreement that it ends, and once it has; each once.
 * Somebody who adds a card that ends next week hears of the nearest only.
 */
export function createExpiryJob({ db, clock }: Pick<PaymentMethodsDeps, 'db' | 'clock'>): {
  job: Job<Record<string, never>>
  cron: Cron
} {
  const job = defineJob({
    name: 'payment_methods.expiry',
    payload: z.strictObject({}),
    maxAttempts: 5,
    async run() {
      for (;;) if ((await tellSome()) < batch) return
    },
  })

  function tellSome(): Promise<number> {
    const now = clock.now()
    return db.transaction(async tx => {
      const due = await queries.takeDue(tx, { now, limit: batch })
      await appendEvents(
        tx,
        due.map(({ id, customer_id: stream, kind, label, expires_on: expiresOn, stage }) => ({
          type: stage === 0 ? 'payment_method.expired' : 'payment_method.expiring',
          version: 1,
          stream,
          subject: id,
          journal: null,
          payload: { id: toTypeId('paymentMethod', id), kind, label, expires_on: expiresOn, days: stage },
          occurredAt: now,
        })),
      )
      return due.length
    })
  }

  return { job, cron: { schedule: '41 * * * *', job } }
}
