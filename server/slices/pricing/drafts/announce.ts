import { z } from 'zod'
import { scheduleIdKinds } from '../../../../contract/api/schedules.ts'
import { toTypeId } from '../../../../contract/ids.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Db, Tx } from '../../../platform/db.ts'
import { assertInvariant } from '../../../platform/errors.ts'
import { addJob, defineJob, type Job } from '../../../platform/jobs.ts'
import { appendEvents, type NewEvent } from '../../../platform/outbox.ts'
import * as queries from './queries.ts'
import type { Draft } from './queries.ts'

export type AnnounceJob = Job<{ schedule: string }>

/** How many are told in one transaction: their events are one statement. */
const perStep = 500

/**
 * Tells every customer what will change and when: an event on each one's stream, from which their feed and their
 * mailbox have it. A customer who comes later knows the prices as published.
 */
export function createAnnounceJob({ db, clock }: { db: Db; clock: Clock }): AnnounceJob {
  return defineJob({
    name: 'pricing.announce_schedule',
    payload: z.strictObject({ schedule: z.uuid() }),
    async run({ schedule }) {
      let more = true
      while (more) more = await db.transaction(tx => announceSome(tx, schedule, clock.now()))
    },
  })
}

export async function planAnnouncement(tx: Tx, job: AnnounceJob, schedule: string): Promise<void> {
  await addJob(tx, job, { schedule }, { key: `announce ${schedule}` })
}

/** The next five hundred; whether there may be more. */
async function announceSome(tx: Tx, id: string, now: Date): Promise<boolean> {
  const draft = await queries.lockDraft(tx, id)
  assertInvariant(draft !== undefined && draft.version !== null, `schedule ${id} is announced, not published`)
  if (draft.announcedAt !== null) return false
  const customers = await queries.nextToTell(tx, { id, limit: perStep })
  await appendEvents(
    tx,
    customers.map(customer => announcement(draft, customer, now)),
  )
  const more = customers.length === perStep
  await queries.tellUpTo(tx, { id, last: customers.at(-1) ?? null, doneAt: more ? null : now })
  return more
}

/** `fee_schedule.announced` or `limit_schedule.announced`, version 1. */
function announcement(draft: Draft, customer: string, now: Date): NewEvent {
  // What exchanging costs is a price like any other, and is told as one.
  const what = draft.kind === 'limits' ? 'limit_schedule' : 'fee_schedule'
  return {
    type: `${what}.announced`,
    version: 1,
    stream: customer,
    subject: draft.id,
    journal: null,
    payload: {
      id: toTypeId(scheduleIdKinds[draft.kind], draft.id),
      version: draft.version,
      starts: draft.startsAt?.toISOString(),
      change_en: draft.change.en,
      change_zh: draft.change['zh-CN'],
    },
    occurredAt: now,
  }
}
