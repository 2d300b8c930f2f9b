import { chargedOperations } from '../../../contract/api/pricing.ts'
import type { Db } from '../../platform/db.ts'
import { assertInvariant } from '../../platform/errors.ts'
import type { Route } from '../../platform/http/route.ts'
import { createBusinessCalendar, type BusinessDay } from './business-day.ts'
import { listFeesRoute } from './list-fees.ts'
import { listLimitsRoute } from './list-limits.ts'
import { presentLimits, type ReadLimits } from './present-limits.ts'
import * as queries from './queries.ts'
import { problemsOfFees, problemsOfLimits, type ScheduleProblem } from './schedule-problems.ts'
import type { FeeRule, LimitRule, Schedules } from './schedules.ts'

export { pricingInvariants } from './invariants.ts'
export { active, limitUsageFact, schedulesFact } from './facts.ts'
export {
  consumeLimit,
  firstExceeded,
  limitDetails,
  needLimit,
  usageKey,
  type LimitExceeded,
  type LimitKey,
} from './limits.ts'
export {
  feeRuleSchema,
  feesFor,
  limitOf,
  limitRuleSchema,
  sumOf,
  type FeeLine,
  type FeeRule,
  type FeeSchedule,
  type LimitRule,
  type LimitSchedule,
  type Schedules,
} from './schedules.ts'
export {
  liftedLimits,
  problemsOfFees,
  problemsOfLimits,
  type LiftedLimit,
  type ScheduleProblem,
} from './schedule-problems.ts'
export type { BusinessDay } from './business-day.ts'
export type { WireLimit } from './present-limits.ts'

/** Prices and limits: what a movement costs and how much a customer may move. */
export type PricingSlice = {
  routes: Route[]
  /** The schedules in force, for previews. Decisions read them again under their own lock. */
  schedules(): Promise<Schedules>
  /** The operator's business day of an instant, in which daily limits count. */
  today(now: Date): BusinessDay
  limitsOf: ReadLimits
  /** Puts a schedule in force from the next decision on and returns its version. Throws if it has problems. */
  publishFees(rules: readonly FeeRule[]): Promise<number>
  publishLimits(rules: readonly LimitRule[]): Promise<number>
}

export function createPricingSlice({ db, timeZone }: { db: Db; timeZone: string }): PricingSlice {
  const today = createBusinessCalendar(timeZone)

  async function schedules(): Promise<Schedules> {
    return queries.readSchedules(db.pool, await queries.activeVersions(db.pool))
  }

  const limitsOf: ReadLimits = async ({ customerId, currencies, now, operations = chargedOperations }) => {
    const { limits: schedule } = await schedules()
    const day = today(now)
    const keys = currencies.flatMap(currency =>
      operations.map(operation => ({ customerId, operation, currency, day: day.day })),
    )
    const usage = await queries.readUsage(db.pool, keys)
    return currencies.flatMap(currency =>
      presentLimits({ schedule, usage, customerId, currency, today: day, operations }),
    )
  }

  return {
    routes: [listFeesRoute(schedules), listLimitsRoute(limitsOf)],
    schedules,
    today,
    limitsOf,
    async publishFees(rules) {
      assertSound(problemsOfFees(rules))
      return queries.insertFeeSchedule(db.pool, rules)
    },
    async publishLimits(rules) {
      assertSound(problemsOfLimits(rules))
      return queries.insertLimitSchedule(db.pool, rules)
    },
  }
}

/** Whoever publishes asks for the problems first and tells them; none may slip through. */
function assertSound([problem]: readonly ScheduleProblem[]): void {
  assertInvariant(
    problem === undefined,
    `a schedule to be published has ${problem?.code} in ${problem?.rule}`,
  )
}
