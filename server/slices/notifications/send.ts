import { z } from 'zod'
import type { NotificationChannel } from '../../../contract/api/notifications.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { defineJob, type Job } from '../../platform/jobs.ts'
import { contactOf, type Contact } from '../identity/index.ts'
import { noticeSchema, type Notice } from './notices.ts'
import * as queries from './queries.ts'

const payload = z.strictObject({ notification: z.uuid() })
export type Delivery = z.infer<typeof payload>

/** One notification on its way to the customer as they are now. */
export type Parcel = { id: string; eventPosition: bigint; notice: Notice; contact: Contact }

/**
 * A job that sends one notification on one channel to the address and in the language its customer has now. What
 * cannot be sent is tried again; a worker that dies between "taken" and our note of it sends again.
 */
export function createSender(options: {
  db: Db
  clock: Clock
  channel: NotificationChannel
  send: (parcel: Parcel) => Promise<queries.Outcome>
}): Job<Delivery> {
  const { db, clock, channel, send } = options
  return defineJob({
    name: `notifications.send_${channel === 'email' ? 'mail' : channel}`,
    payload,
    run: async ({ notification: id }) => {
      const waiting = await queries.findWaiting(db.read, id)
      if (!waiting) return
      const { template, params, eventPosition } = waiting
      const notice = noticeSchema.parse({ template, params })
      const [contact] = await contactOf(db.read, [waiting.customerId])
      const outcome = contact ? await send({ id, eventPosition, notice, contact }) : 'no_address'
      await db.transaction(tx => queries.settle(tx, { id, outcome, at: clock.now() }))
    },
  })
}
