import { z } from 'zod'
import type { Db } from '../../../platform/db.ts'
import { defineJob, type Job } from '../../../platform/jobs.ts'
import type { Codes } from '../codes/codes.ts'
import { tellEvent } from './events.ts'
import * as queries from './queries.ts'

const payload = z.strictObject({ recovery: z.uuid(), asked: z.number().int().positive() })
export type BeginRecovery = z.infer<typeof payload>

/**
 * Looks whose address or number it is and asks for the code: here, after the request was answered, so that no answer
 * and no time can tell whether anybody has it. For nobody a code is asked for too, which is never sent.
 */
export function createBeginRecovery({ db, codes }: { db: Db; codes: Codes }): Job<BeginRecovery> {
  return defineJob({
    name: 'identity.begin_recovery',
    payload,
    // Six attempts take some six minutes; the code lives ten.
    maxAttempts: 6,
    run: ({ recovery: id, asked }) =>
      db.transaction(async tx => {
        const recovery = await queries.resolveRecovery(tx, id)
        if (!recovery || recovery.asked !== asked || recovery.proved_at !== null) return
        const { channel, customer_id: customerId, asked_at: now } = recovery
        await codes.askCode(tx, {
          subject: id,
          purpose: 'recovery',
          channel,
          customerId,
          // The request has been counted already, where the caller could be told of it.
          allowanceKey: `recovery ${id}`,
          now,
        })
        if (customerId !== null && asked === 1)
          await tellEvent(tx, 'recovery.started', { customerId, now, facts: { channel } })
      }),
  })
}
