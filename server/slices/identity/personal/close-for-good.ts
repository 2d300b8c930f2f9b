import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { addJob, defineJob, type Job } from '../../../platform/jobs.ts'
import type { Standing } from '../restrictions.ts'
import { findCustomer } from '../queries.ts'
import { tellEvent } from '../recovery/events.ts'
import { endOtherRecoveries, endSessions } from '../recovery/queries.ts'
import { openItems } from './closing.ts'
import type { ClosedHook, ClosingCheck } from './parts.ts'
import { deleteAvatar, setAvatarId } from './queries.ts'
import { endClosing, findClosing } from './queries-closing.ts'
import type { AccountClosingRow } from './tables.ts'

type Options = {
  db: Db
  clock: Clock
  standing: Standing
  closingChecks: readonly ClosingCheck[]
  onClosed: readonly ClosedHook[]
  sendDocument: Job<{ closing: string }>
}

/**
 * Closes an account for good once the cooling-off time is over, and sends the confirmation. Where something came up
 * after all (a payment that was under way), the account stays open and its owner is told what it is. Harmless to repeat.
 */
export function createCloseForGood(options: Options): Job<{ closing: string }> {
  return defineJob({
    name: 'identity.close_account',
    payload: z.strictObject({ closing: z.uuid() }),
    async run({ closing: id }) {
      const { db, clock } = options
      const closing = await findClosing(db.read, id)
      if (!closing || closing.ended_at !== null || closing.closes_at > clock.now()) return
      await db.transaction(tx => settle(tx, options, closing))
    },
  })
}

async function settle(
  tx: Tx,
  options: Options,
  { id, customer_id: customerId }: AccountClosingRow,
): Promise<void> {
  const { standing, clock } = options
  const now = clock.now()
  const customer = await findCustomer(tx, customerId)
  // Suspended meanwhile: compliance has to come to its end first, and then the customer asks again.
  if (customer?.status !== 'closing') {
    await endClosing(tx, { id, state: 'stopped', at: now, openItems: [restrictionItem] })
    return
  }
  const open = await openItems(tx, options, customerId)
  const done = open.length === 0
  const ended = await endClosing(tx, {
    id,
    at: now,
    ...(done ? { state: 'closed' } : { state: 'stopped', openItems: open }),
  })
  if (!ended) return
  await standing.changeStatus(tx, { customerId, change: done ? 'close' : 'keep_open', now })
  if (!done) {
    await tellEvent(tx, 'customer.closing_stopped', { customerId, now })
    return
  }
  for (const hook of options.onClosed) await hook(tx, { customerId, now })
  // Records are kept because the law wants them; a picture it does not want.
  await deleteAvatar(tx, customerId)
  await setAvatarId(tx, { customerId, avatarId: null })
  await endSessions(tx, { customerId, except: null, at: now, reason: 'closed' })
  await endOtherRecoveries(tx, { customerId, now })
  await addJob(tx, options.sendDocument, { closing: id })
}

const restrictionItem = { kind: 'restriction', amount: null, number: null, reason: null } as const
