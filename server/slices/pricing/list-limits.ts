import { listLimits } from '../../../contract/api/pricing.ts'
import { customerLevels, wayToNextLevel, type CustomerLevel } from '../../../contract/levels.ts'
import { currencies, money, toWireMoney, type Currency, type WireMoney } from '../../../contract/money.ts'
import { route, type Route } from '../../platform/http/route.ts'
import type { ReadLimits, WireLimit } from './present-limits.ts'
import { limitOf, type LimitSchedule, type Schedules } from './schedules.ts'

type Deps = {
  limitsOf: ReadLimits
  schedules: () => Promise<Schedules>
  levelOf: (customerId: string) => Promise<CustomerLevel>
}

/** Every limit of every currency asked for, also of those the customer never used, and what the next level brings. */
export function listLimitsRoute({ limitsOf, schedules, levelOf }: Deps): Route {
  return route(listLimits, async ({ query, context }) => {
    const { customerId } = context.principal
    const asked = query.currency ? [query.currency] : currencies
    const [limits, { limits: schedule }, level] = await Promise.all([
      limitsOf({ customerId, currencies: asked, now: context.now }),
      schedules(),
      levelOf(customerId),
    ])
    const next = customerLevels[customerLevels.indexOf(level) + 1]
    return {
      level,
      raise_by: wayToNextLevel[level],
      data: limits.map(limit => ({ ...limit, next_limit: next ? nextLimit(schedule, limit, next) : null })),
    }
  })
}

function nextLimit(schedule: LimitSchedule, limit: WireLimit, level: CustomerLevel): WireMoney | null {
  const currency: Currency = limit.limit.currency
  const minor = limitOf(schedule, { operation: limit.operation, interval: limit.interval, level, currency })
  if (minor === null) return null
  const wire = toWireMoney(money(minor, currency))
  return wire.value === limit.limit.value ? null : wire
}
