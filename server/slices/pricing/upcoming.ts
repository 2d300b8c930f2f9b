import type { ScheduleKind } from '../../../contract/api/schedules.ts'
import type { Db } from '../../platform/db.ts'
import * as queries from './queries.ts'
import type { MarkupSchedule } from './markup.ts'
import { inForceAt, schedulesAt, type FeeSchedule, type LimitSchedule } from './schedules.ts'

export type Change = { en: string; 'zh-CN': string }

/** What holds, and what is to come with its words for customers, the soonest first. */
export type Coming<Schedule> = { inForce: Schedule; upcoming: (Schedule & { change: Change | null })[] }

export type ReadComing = {
  fees(now: Date): Promise<Coming<FeeSchedule>>
  limits(now: Date): Promise<Coming<LimitSchedule>>
  markups(now: Date): Promise<Coming<MarkupSchedule>>
}

export function createReadComing(db: Db): ReadComing {
  async function comingOf<Schedule extends { version: number; startsAt: Date }>(
    kind: ScheduleKind,
    schedules: readonly Schedule[],
    now: Date,
  ): Promise<(Schedule & { change: Change | null })[]> {
    const coming = schedules
      .filter(({ startsAt }) => startsAt > now)
      .toSorted((one, other) => one.startsAt.getTime() - other.startsAt.getTime())
    const versions = coming.map(({ version }) => version)
    const changes = await queries.readChanges(db.pool, { kind, versions })
    return coming.map(schedule => ({ ...schedule, change: changes.get(schedule.version) ?? null }))
  }
  return {
    async fees(now) {
      const book = await queries.readBook(db.pool)
      return { inForce: schedulesAt(book, now).fees, upcoming: await comingOf('fees', book.fees, now) }
    },
    async limits(now) {
      const book = await queries.readBook(db.pool)
      return { inForce: schedulesAt(book, now).limits, upcoming: await comingOf('limits', book.limits, now) }
    },
    async markups(now) {
      const known = await queries.readMarkups(db.pool)
      return { inForce: inForceAt(known, now), upcoming: await comingOf('markups', known, now) }
    },
  }
}
