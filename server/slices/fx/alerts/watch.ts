import { z } from 'zod'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Tx } from '../../../platform/db.ts'
import { defineJob, type Cron, type Job } from '../../../platform/jobs.ts'
import { appendEvents, type NewEvent } from '../../../platform/outbox.ts'
import type { RateSourceDeps } from '../deps.ts'
import { formatRatio } from '../rate.ts'
import { readMarkups } from '../../pricing/index.ts'
import { readRates } from '../read-rates.ts'
import { hasReached, watchedRatio, type Market } from './judge.ts'
import * as queries from './queries.ts'
import type { AlertRow } from './queries.ts'

type NoPayload = Record<string, never>

/** How many are looked at in one transaction. */
const perStep = 1_000
const beforeAll = '00000000-0000-0000-0000-000000000000'

/** Each minute, because rates come by file at any time and looking costs one query where nobody waits. */
export function createAlertWatch(deps: RateSourceDeps): { job: Job<NoPayload>; cron: Cron } {
  const job = defineJob({
    name: 'fx.watch_alerts',
    payload: z.strictObject({}),
    maxAttempts: 1,
    run: () => watchAlerts(deps),
  })
  return { job, cron: { schedule: '* * * * *', job } }
}

/** Tells everybody whose rate has come, once: the alert and its event are one transaction. */
export async function watchAlerts({ db, clock }: Pick<RateSourceDeps, 'db' | 'clock'>): Promise<void> {
  const now = clock.now()
  const [rates, markups] = await Promise.all([readRates(db.pool, now), readMarkups(db.pool, now)])
  await db.transaction(tx => queries.expireAlerts(tx, now))
  let after: string | undefined = beforeAll
  while (after !== undefined) {
    const from: string = after
    after = await db.transaction(tx => watchSome(tx, { rates, markups }, { after: from, now }))
  }
}

/** The id after which to go on, or undefined when all were looked at. */
async function watchSome(
  tx: Tx,
  market: Market,
  { after, now }: { after: string; now: Date },
): Promise<string | undefined> {
  const waiting = await queries.lockWaiting(tx, { after, now, limit: perStep })
  const reached = waiting.flatMap(alert => {
    const ratio = watchedRatio(market, {
      from: alert.from_currency,
      to: alert.to_currency,
      basis: alert.basis,
    })
    return ratio && hasReached(ratio, alert) ? [{ alert, rate: formatRatio(ratio) }] : []
  })
  if (reached.length > 0) {
    await queries.markReached(
      tx,
      reached.map(({ alert, rate }) => ({ id: alert.id, rate })),
      now,
    )
    await appendEvents(
      tx,
      reached.map(({ alert, rate }) => reachedEvent(alert, rate, now)),
    )
  }
  return waiting.length < perStep ? undefined : waiting.at(-1)?.id
}

/** `rate_alert.reached`, version 1. */
function reachedEvent(alert: AlertRow, rate: string, now: Date): NewEvent {
  return {
    type: 'rate_alert.reached',
    version: 1,
    stream: alert.customer_id,
    subject: alert.id,
    journal: null,
    payload: {
      id: toTypeId('rateAlert', alert.id),
      from: alert.from_currency,
      to: alert.to_currency,
      target: alert.target,
      rate,
      basis: alert.basis,
    },
    occurredAt: now,
  }
}
