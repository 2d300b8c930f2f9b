import { z } from 'zod'
import { toTypeId } from '../../../contract/ids.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { addJob, defineJob, type Job } from '../../platform/jobs.ts'
import { appendEvents } from '../../platform/outbox.ts'
import type { Parts } from './parts.ts'
import { lockBeginsAt, pauseAfter, type SignInAttempt } from './throttle.ts'

const payload = z.strictObject({
  customer: z.uuid().nullable(),
  at: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
})
export type TellLocked = z.infer<typeof payload>

/** Tells the owner of an account that somebody guesses their password. For an address without an account: nobody. */
export function createTellLocked({ db }: { db: Db }): Job<TellLocked> {
  return defineJob({
    name: 'identity.tell_locked',
    payload,
    run: async ({ customer, at, until }) => {
      if (customer === null) return
      await db.transaction(tx =>
        appendEvents(tx, [
          {
            type: 'session.locked',
            version: 1,
            stream: customer,
            subject: customer,
            journal: null,
            payload: { id: toTypeId('customer', customer), until },
            occurredAt: new Date(at),
          },
        ]),
      )
    },
  })
}

/**
 * Where an attempt was the one that began a pause, or the last one ever, a job is added: for every address alike, so
 * that the time of the refusal tells nothing. Only the job looks whether there is anybody to tell.
 */
export async function askToTellOfLock(
  tx: Tx,
  { tellLocked }: Pick<Parts, 'tellLocked'>,
  { attempt, count }: { attempt: SignInAttempt; count: number },
): Promise<void> {
  if (!lockBeginsAt(count)) return
  const pauseMs = pauseAfter(count)
  const until = pauseMs === null ? null : new Date(attempt.now.getTime() + pauseMs).toISOString()
  await addJob(tx, tellLocked, { customer: attempt.customerId, at: attempt.now.toISOString(), until })
}
