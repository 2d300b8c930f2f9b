import type { z } from 'zod'
import * as contract from '../../../contract/api/pricing.ts'
import type { ChargedOperation, LimitInterval } from '../../../contract/charges.ts'
import type { CustomerLevel } from '../../../contract/levels.ts'
import { exponentOf, parseAmount, type Currency } from '../../../contract/money.ts'
import { assertInvariant } from '../../platform/errors.ts'

const { shape } = contract.feeRuleSchema

/** Rules as an operator writes them: what one says nothing about is any, and the sender pays. */
export const feeRuleSchema = contract.feeRuleSchema.extend({
  method: shape.method.default(null),
  payer_region: shape.payer_region.default(null),
  payee_region: shape.payee_region.default(null),
  tier: shape.tier.default(null),
  bearer: shape.bearer.default('sender'),
  valid_from: shape.valid_from.default(null),
  valid_to: shape.valid_to.default(null),
})

export const limitRuleSchema = contract.limitRuleSchema.extend({
  level: contract.limitRuleSchema.shape.level.default(null),
})

export type FeeRule = z.output<typeof feeRuleSchema>
export type LimitRule = z.output<typeof limitRuleSchema>
/** A rule as it is written: what it says nothing about is any. */
export type FeeRuleInput = z.input<typeof feeRuleSchema>
export type LimitRuleInput = z.input<typeof limitRuleSchema>

export type FeeSchedule = { version: number; rules: readonly FeeRule[]; startsAt: Date }
export type LimitSchedule = { version: number; rules: readonly LimitRule[]; startsAt: Date }

/** The two schedules that hold at one instant. */
export type Schedules = { fees: FeeSchedule; limits: LimitSchedule }

/** Every published schedule that holds now or is to come, in any order. */
export type ScheduleBook = { fees: readonly FeeSchedule[]; limits: readonly LimitSchedule[] }

/**
 * What holds at an instant: of the schedules that have started the one that started last, and of two that started
 * together the higher version. Before the first has started (a clock behind the one that published it) the first holds.
 */
export function schedulesAt(book: ScheduleBook, now: Date): Schedules {
  return { fees: inForceAt(book.fees, now), limits: inForceAt(book.limits, now) }
}

type Version = { version: number; startsAt: Date }

/** Of these, what holds at an instant; see `schedulesAt`. */
export function inForceAt<Schedule extends Version>(schedules: readonly Schedule[], now: Date): Schedule {
  let current: Schedule | undefined
  for (const schedule of schedules)
    if (schedule.startsAt <= now && (!current || isAfter(schedule, current))) current = schedule
  const found = current ?? schedules.toSorted((one, other) => (isAfter(one, other) ? 1 : -1))[0]
  assertInvariant(found !== undefined, 'no schedule was ever published')
  return found
}

function isAfter(one: Version, other: Version): boolean {
  const gap = one.startsAt.getTime() - other.startsAt.getTime()
  return gap > 0 || (gap === 0 && one.version > other.version)
}

/** Minor units of an amount in a rule; rules with others are not published. */
export function minorOf(text: string, currency: Currency): bigint {
  const parsed = parseAmount(text, exponentOf(currency))
  assertInvariant(typeof parsed === 'bigint', `a schedule names ${text} ${currency}, which is no amount`)
  return parsed
}

/**
 * The limit in minor units, or null where there is none. A rule for the customer's level wins over the one for any,
 * currency by currency: a level's rule that does not name a currency leaves it to the other.
 */
export function limitOf(
  schedule: Pick<LimitSchedule, 'rules'>,
  asked: {
    operation: ChargedOperation
    interval: LimitInterval
    level: CustomerLevel
    currency: Currency
  },
): bigint | null {
  const ruleOf = (level: CustomerLevel | null): string | undefined =>
    schedule.rules.find(
      rule => rule.operation === asked.operation && rule.interval === asked.interval && rule.level === level,
    )?.amounts[asked.currency]
  const amount = ruleOf(asked.level) ?? ruleOf(null)
  return amount === undefined ? null : minorOf(amount, asked.currency)
}
