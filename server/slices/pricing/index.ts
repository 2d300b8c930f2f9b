import {
  chargedOperations,
  listFees,
  listLimits,
  type ChargedOperation,
} from '../../../contract/api/pricing.ts'
import { currencies, type Currency } from '../../../contract/money.ts'
import type { Db } from '../../platform/db.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { createBusinessCalendar, type BusinessDay } from './business-day.ts'
import { presentLimits, type WireLimit } from './present-limits.ts'
import * as queries from './queries.ts'
import { problemsOfFees, type FeeRule, type LimitRule, type Schedules } from './schedules.ts'

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
export { feesFor, limitOf, sumOf, type FeeLine, type Schedules } from './schedules.ts'
export type { BusinessDay } from './business-day.ts'
export type { WireLimit } from './present-limits.ts'

/** Prices and limits: what a movement costs and how much a customer may move. */
export type PricingSlice = {
  routes: Route[]
  /** The schedules in force, for previews. Decisions read them again under their own lock. */
  schedules(): Promise<Schedules>
  /** The operator's business day of an instant, in which daily limits count. */
  today(now: Date): BusinessDay
  /** A customer's limits in a currency, as they may read them. */
  limitsOf(
    customerId: string,
    currency: Currency,
    now: Date,
    operations?: readonly ChargedOperation[],
  ): Promise<WireLimit[]>
  /** Publishes a new fee schedule; returns its version or throws a sentence saying what is wrong with it. */
  publishFees(rules: readonly FeeRule[]): Promise<number>
  publishLimits(rules: readonly LimitRule[]): Promise<number>
}

export function createPricingSlice({ db, timeZone }: { db: Db; timeZone: string }): PricingSlice {
  const today = createBusinessCalendar(timeZone)

  async function schedules(): Promise<Schedules> {
    return queries.readSchedules(db.pool, await queries.activeVersions(db.pool))
  }

  async function limitsOf(
    customerId: string,
    currency: Currency,
    now: Date,
    operations: readonly ChargedOperation[] = chargedOperations,
  ): Promise<WireLimit[]> {
    const { limits } = await schedules()
    const day = today(now)
    const keys = operations.map(operation => ({ customerId, operation, currency, day: day.day }))
    const usage = await queries.readUsage(db.pool, keys)
    return presentLimits({ schedule: limits, usage, customerId, currency, today: day, operations })
  }

  const fees = route(listFees, async () => {
    const { fees: schedule } = await schedules()
    return {
      version: schedule.version,
      valid_from: schedule.activatedAt.toISOString(),
      rules: schedule.rules.map(rule => ({ ...rule })),
    }
  })

  const limits = route(listLimits, async ({ query, context }) => {
    const asked = query.currency ? [query.currency] : currencies
    const lists = await Promise.all(
      asked.map(each => limitsOf(context.principal.customerId, each, context.now)),
    )
    return { data: lists.flat() }
  })

  return {
    routes: [fees, limits],
    schedules,
    today,
    limitsOf,
    async publishFees(rules) {
      const problems = problemsOfFees(rules)
      if (problems.length > 0) throw new Error(problems.join('; '))
      return queries.insertFeeSchedule(db.pool, rules)
    },
    publishLimits: rules => queries.insertLimitSchedule(db.pool, rules),
  }
}
