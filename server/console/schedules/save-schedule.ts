import { saveSchedule, type ScheduleKind } from '../../../contract/api/schedules.ts'
import type { Body } from '../../../contract/operation.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { saveDraft, type DraftEdit, type Rules } from '../../slices/pricing/index.ts'
import { demandEditable, kindOfId, presentSchedule, type ScheduleParts } from './present.ts'

/** Saves a draft as it stands, also with what would keep it from being published: that is shown, not refused. */
export function saveScheduleRoute(parts: ScheduleParts): Route {
  return route(saveSchedule, async ({ params: { schedule }, body, context }) => {
    const { now, staff } = context
    const { kind, id } = kindOfId(schedule)
    const rules = rulesOf(kind, body)
    const edit: DraftEdit = {
      ...rules,
      basedOn: body.based_on,
      startsAt: body.starts_at === null ? null : new Date(body.starts_at),
      change: body.change,
      revision: body.revision,
    }
    await parts.db.transaction(async tx => {
      await demandEditable(tx, { id, now })
      await saveDraft(tx, { id, edit, by: staff.staffId, now })
      await context.auditWith(tx, {
        details: { schedule, revision: body.revision + 1, rules: rules.rules.length },
      })
    })
    return presentSchedule(parts, schedule, context)
  })
}

/** The rules of the draft's own kind, which must be there. */
function rulesOf(kind: ScheduleKind, body: Body<typeof saveSchedule>): Rules {
  const { fee_rules: fees, limit_rules: limits, markup_rules: markups } = body
  if (kind === 'fees' && fees) return { kind, rules: fees }
  if (kind === 'limits' && limits) return { kind, rules: limits }
  if (kind === 'markups' && markups) return { kind, rules: markups }
  const path = { fees: 'fee_rules', limits: 'limit_rules', markups: 'markup_rules' }[kind]
  throw new DomainError('validation_failed', { fields: [{ path, code: 'required' }] })
}
