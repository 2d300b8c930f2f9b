import { replaySchedule } from '../../../contract/api/schedules.ts'
import { money, toWireMoney } from '../../../contract/money.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { problemsOf } from '../../slices/pricing/index.ts'
import { findEntry, type ScheduleParts } from './present.ts'

/** What the last 30 days would have been under these rules. Rules with problems price nothing. */
export function replayScheduleRoute(parts: ScheduleParts): Route {
  return route(replaySchedule, async ({ params, context }) => {
    const { entry } = await findEntry(parts.db.read, params.schedule)
    const schedule = entry.published ?? entry.draft
    if (!schedule) throw new DomainError('not_found')
    if (problemsOf(schedule).length > 0)
      throw new DomainError('transition_not_allowed', { details: { reason: 'has_problems' } })
    const { from, to, lines } =
      schedule.kind === 'markups'
        ? await parts.fx.replay(schedule.rules, context.now)
        : await parts.pricing.replay(schedule, context.now)
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      data: lines.map(line => {
        const wire = (minor: bigint) => toWireMoney(money(minor, line.currency))
        return {
          operation: line.operation,
          count: line.count,
          moved: wire(line.moved),
          income_before: wire(line.incomeBefore),
          income_after: wire(line.incomeAfter),
          refused: line.refused,
          refused_customers: line.refusedCustomers,
        }
      }),
    }
  })
}
