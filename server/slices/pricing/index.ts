import type pg from 'pg'
import { z } from 'zod'
import type { CustomerLevel } from '../../../contract/levels.ts'
import { chargedOperations } from '../../../contract/charges.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { Route } from '../../platform/http/route.ts'
import type { Job } from '../../platform/jobs.ts'
import { customerFacts } from '../identity/index.ts'
import { createBusinessCalendar, type BusinessDay } from './business-day.ts'
import { createAnnounceJob, type AnnounceJob } from './drafts/announce.ts'
import { replay, type Replayed, type ReplayLine } from './drafts/replay.ts'
import { listFeesRoute } from './list-fees.ts'
import { listLimitRulesRoute } from './list-limit-rules.ts'
import { listLimitsRoute } from './list-limits.ts'
import { listMarkupsRoute } from './list-markups.ts'
import { markupRuleSchema, type MarkupRuleInput, type MarkupSchedule } from './markup.ts'
import { presentLimits, type ReadLimits } from './present-limits.ts'
import { previewFeeRoute } from './preview-fee.ts'
import * as queries from './queries.ts'
import {
  problemsOfFees,
  problemsOfLimits,
  problemsOfMarkups,
  type ScheduleProblem,
} from './schedule-problems.ts'
import {
  feeRuleSchema,
  inForceAt,
  limitRuleSchema,
  schedulesAt,
  type FeeRuleInput,
  type LimitRuleInput,
  type Schedules,
} from './schedules.ts'
import { createReadComing } from './upcoming.ts'

export { chargeData } from './personal-data.ts'
export { pricingInvariants } from './invariants.ts'
export { active, limitUsageFact, needSchedules, schedulesFact, schedulesIn } from './facts.ts'
export { borneBy, feesFor, sumOf, type ChargeQuestion, type FeeLine } from './fees.ts'
export {
  consumeLimits,
  consumeWhatFits,
  firstExceeded,
  limitObstacle,
  limitDetails,
  needLimit,
  releaseLimits,
  usageKey,
  type Charge,
  type LimitExceeded,
  type LimitKey,
} from './limits.ts'
export {
  markupFor,
  markupRuleSchema,
  type Markup,
  type MarkupRule,
  type MarkupRuleInput,
  type MarkupSchedule,
} from './markup.ts'
export {
  feeRuleSchema,
  limitOf,
  limitRuleSchema,
  schedulesAt,
  type FeeRule,
  type FeeRuleInput,
  type FeeSchedule,
  type LimitRule,
  type LimitRuleInput,
  type LimitSchedule,
  type ScheduleBook,
  type Schedules,
} from './schedules.ts'
export {
  liftedLimits,
  problemsOfFees,
  problemsOfLimits,
  type LiftedLimit,
  type ScheduleProblem,
} from './schedule-problems.ts'
export type { LimitUsage } from './usage.ts'
export { businessDayOf, type BusinessDay } from './business-day.ts'
export type { WireLimit } from './present-limits.ts'
export {
  beginDraft,
  demandPublishable,
  earliestStart,
  lastPublished,
  liftedBy,
  problemsOf,
  saveDraft,
  type DraftEdit,
} from './drafts/drafts.ts'
export {
  deleteDraft,
  findDraft,
  listDrafts,
  listPublished,
  lockDraft,
  lockPublications,
  publish,
  type Draft,
  type Published,
  type Rules,
} from './drafts/queries.ts'
export { planAnnouncement, type AnnounceJob } from './drafts/announce.ts'
export { nextScheduleStatus, statusOf } from './drafts/states.ts'
export type { Replayed, ReplayLine } from './drafts/replay.ts'

/** Prices and limits: what a movement costs and how much a customer may move. */
export type PricingSlice = {
  routes: Route[]
  /** The schedules that hold now, for previews. Decisions read them again under their own lock. */
  schedules(): Promise<Schedules>
  /** The operator's business day of an instant, in which limits count. */
  today(now: Date): BusinessDay
  limitsOf: ReadLimits
  jobs: Job[]
  announceJob: AnnounceJob
  /** The last 30 days under the prices or limits of a draft or a version. */
  replay(schedule: Replayed, now: Date): Promise<{ from: Date; to: Date; lines: ReplayLine[] }>
  /** Customers are told of a change this many days before it starts. */
  noticeDays: number
  /** Puts a schedule in force from the next decision on and returns its version. Throws if it has problems. */
  publishFees(rules: readonly FeeRuleInput[]): Promise<number>
  publishLimits(rules: readonly LimitRuleInput[]): Promise<number>
}

export type PricingDeps = {
  db: Db
  clock: Clock
  /** The operator's, whose days limits count. */
  timeZone: string
  noticeDays: number
}

export function createPricingSlice({ db, clock, timeZone, noticeDays }: PricingDeps): PricingSlice {
  const today = createBusinessCalendar(timeZone)
  const readComing = createReadComing(db)
  const announceJob = createAnnounceJob({ db, clock })

  async function schedules(): Promise<Schedules> {
    return schedulesAt(await queries.readBook(db.pool), clock.now())
  }

  const limitsOf: ReadLimits = async ({ customerId, currencies, now, operations = chargedOperations }) => {
    const keys = currencies.flatMap(currency =>
      operations.map(operation => ({ customerId, operation, currency })),
    )
    const [{ limits: schedule }, usage, level] = await Promise.all([
      schedules(),
      queries.readUsage(db.pool, keys),
      levelOf(db, customerId),
    ])
    const asked = { schedule, usage, customerId, level, today: today(now), now, operations }
    return currencies.flatMap(currency => presentLimits({ ...asked, currency }))
  }

  return {
    routes: [
      listFeesRoute(readComing),
      previewFeeRoute(schedules),
      listLimitRulesRoute(readComing),
      listMarkupsRoute(readComing),
      listLimitsRoute({ limitsOf, schedules, levelOf: id => levelOf(db, id) }),
    ],
    schedules,
    today,
    limitsOf,
    jobs: [announceJob],
    announceJob,
    replay: (schedule, now) => replay({ db, today }, schedule, now),
    noticeDays,
    async publishFees(written) {
      const rules = z.array(feeRuleSchema).parse(written)
      assertSound(problemsOfFees(rules))
      return queries.insertFeeSchedule(db.pool, { rules, startsAt: clock.now() })
    },
    async publishLimits(written) {
      const rules = z.array(limitRuleSchema).parse(written)
      assertSound(problemsOfLimits(rules))
      return queries.insertLimitSchedule(db.pool, { rules, startsAt: clock.now() })
    },
  }
}

/** The mark-ups in force: for the slice that exchanges, and for commands. */
export async function readMarkups(pool: pg.Pool, now: Date): Promise<MarkupSchedule> {
  return inForceAt(await queries.readMarkups(pool), now)
}

/** Puts mark-ups in force from the next quote on and returns their version. Throws if they have problems. */
export async function publishMarkups(
  pool: pg.Pool,
  { rules: written, now }: { rules: readonly MarkupRuleInput[]; now: Date },
): Promise<number> {
  const rules = z.array(markupRuleSchema).parse(written)
  assertSound(problemsOfMarkups(rules))
  return queries.insertMarkupSchedule(pool, { rules, startsAt: now })
}

async function levelOf(db: Db, customerId: string): Promise<CustomerLevel> {
  const client = await db.pool.connect()
  try {
    const facts = (await customerFacts(client, [customerId])).get(customerId)
    assertInvariant(facts !== undefined, 'limits are asked of somebody who is no customer')
    return facts.level
  } finally {
    client.release()
  }
}

/** Whoever publishes asks for the problems first and tells them; none may slip through. */
function assertSound([problem]: readonly ScheduleProblem[]): void {
  assertInvariant(
    problem === undefined,
    `a schedule to be published has ${problem?.code} in ${problem?.rule}`,
  )
}
