import { z } from 'zod'
import { toTypeId } from '../../../contract/ids.ts'
import { addJob, defineJob, type Cron, type Job } from '../../platform/jobs.ts'
import type { Deposit } from './deposit.ts'
import type { FundingDeps } from './deps.ts'
import { follow } from './follow.ts'
import { createForgetJob, createKeepJob } from './keep-means.ts'
import * as queries from './queries-follow.ts'
import { readDeposits } from './queries.ts'
import { reconcile } from './reconcile.ts'
import { after, nextAskAt } from './schedule.ts'
import { isOpen } from './states.ts'

export const followPayload = z.strictObject({ deposit: z.uuid() })
export const callbackPayload = z.strictObject({ event: z.string(), deposit: z.uuid() })

type FollowPayload = z.infer<typeof followPayload>
type CallbackPayload = z.infer<typeof callbackPayload>

export type FundingJobs = {
  /** Asks about a deposit as long as it is open, at growing intervals. */
  follow: Job<FollowPayload>
  /** Asks because the counterparty said something. */
  callback: Job<CallbackPayload>
  reconcile: Job<Record<string, never>>
  keep: Job<{ deposit: string }>
  forget: Job<{ customer: string; payment_method: string }>
  crons: Cron[]
}

export function createFundingJobs(deps: FundingDeps): FundingJobs {
  const followJob: Job<FollowPayload> = defineJob({
    name: 'funding.follow_deposit',
    payload: followPayload,
    // Hourly, `reconcile` takes up what was given up here.
    maxAttempts: 8,
    async run({ deposit: id }) {
      const deposit = (await readDeposits(deps.db.pool, [id])).get(id)
      if (!deposit || !isOpen(deposit.status)) return
      const followed = await follow(deps, id)
      if (followed) await planNext(deps, followJob, followed.deposit)
    },
  })
  const callback = defineJob({
    name: 'funding.handle_callback',
    payload: callbackPayload,
    async run({ event, deposit }) {
      const followed = await follow(deps, deposit, { kind: 'rail_event', reference: event })
      if (!followed) {
        const id = toTypeId('deposit', deposit)
        deps.log.error({ event, deposit: id }, 'a message names a deposit we do not have')
      } else if (!followed.answered) await askAgainSoon(deps, followJob, followed.deposit)
    },
  })
  const reconcileJob = defineJob({
    name: 'funding.reconcile',
    payload: z.strictObject({}),
    maxAttempts: 5,
    run: () => reconcile(deps, followJob),
  })
  return {
    follow: followJob,
    callback,
    reconcile: reconcileJob,
    keep: createKeepJob(deps),
    forget: createForgetJob(deps),
    crons: [{ schedule: '17 * * * *', job: reconcileJob }],
  }
}

/** One waiting job for each deposit; planning it anew replaces it. */
export function followKey(depositId: string): string {
  return `funding.follow_deposit:${depositId}`
}

async function planNext(
  { db, clock }: FundingDeps,
  job: Job<FollowPayload>,
  deposit: Deposit,
): Promise<void> {
  const at = isOpen(deposit.status) ? nextAskAt(deposit, clock.now()) : null
  await db.transaction(async tx => {
    await queries.scheduleAsk(tx, { id: deposit.id, at })
    if (at) await addJob(tx, job, { deposit: deposit.id }, { runAt: at, key: followKey(deposit.id) })
  })
}

/** Something happened, but the counterparty does not say what: an open deposit is asked about before its time. */
async function askAgainSoon(
  { db, clock }: FundingDeps,
  job: Job<FollowPayload>,
  { id, status }: Deposit,
): Promise<void> {
  if (!isOpen(status))
    throw new Error(`the counterparty does not say what happened to ${toTypeId('deposit', id)}`)
  const runAt = after(clock.now(), 5_000)
  await db.transaction(tx => addJob(tx, job, { deposit: id }, { runAt, key: followKey(id) }))
}

/** The first look comes when the request that opened the deposit must have opened the page, or died. */
export function firstFollowAt(now: Date): Date {
  return after(now, 10_000)
}
